/** What a statement of the register may say. */
import type {
  DeviceId,
  InvitationId,
  KeyId,
  LetterId,
  MemberId,
  SectionId,
  StatementId,
} from './ids';
import type { Bytes } from './keys';
import type { Vector } from './vector';

/** Whoever writes also reads. */
export type Access = 'read' | 'write';

/** A computer or telephone, or a code on paper that can do nothing but let one new device of the same person in. */
export type DeviceKind = 'device' | 'recovery';

/** A section as the statement that makes it names it. `purpose` is text for the rooms above. */
export interface SectionEntry {
  readonly section: SectionId;
  readonly purpose: string;
}

export interface Grant {
  readonly section: SectionId;
  readonly access: Access;
}

/** What a member may do in the section that the statement is about. */
export interface MemberGrant {
  readonly member: MemberId;
  readonly access: Access;
}

/** An epoch by its number and the name that commits to its secret. */
export interface EpochName {
  readonly number: number;
  readonly keyId: KeyId;
}

export interface KeyName {
  readonly section: SectionId;
  readonly keyId: KeyId;
}

/**
 * Keys handed to devices. The names stand in the open, so that everyone can tell who holds which key; the keys
 * themselves are sealed to one device each.
 */
export interface KeyHanding {
  readonly epochs: readonly EpochName[];
  readonly keys: readonly KeyName[];
  /** Sorted by device, one for each. `epochs` and `keys` are places in the lists above, in ascending order. */
  readonly bundles: readonly {
    readonly device: DeviceId;
    readonly epochs: readonly number[];
    readonly keys: readonly number[];
    readonly sealed: Bytes;
  }[];
}

export const NO_KEYS: KeyHanding = { epochs: [], keys: [], bundles: [] };

/** Makes the notebook. The id of the notebook is the hash of this statement. The founder's device holds all the keys. */
export interface Founding {
  readonly kind: 'found';
  readonly member: MemberId;
  readonly device: DeviceId;
  /** X25519 public key, 32 bytes. */
  readonly exchangeKey: Bytes;
  /** 32 random bytes: no two foundings are alike. */
  readonly nonce: Bytes;
  /** Text for the rooms above, at most 60 bytes. */
  readonly role: string;
  readonly sections: readonly SectionEntry[];
  /** The name of the first epoch's secret. */
  readonly epoch: KeyId;
  readonly keys: readonly KeyName[];
}

/** Lets one device of a person in. */
export interface Admission {
  readonly kind: 'admit';
  readonly member: MemberId;
  readonly device: DeviceId;
  readonly exchangeKey: Bytes;
  readonly deviceKind: DeviceKind;
  /** Whether this person may admit others; heeded for the first device of a person only. */
  readonly isKeeper: boolean;
  readonly role: string;
  readonly invitation: InvitationId;
  /** The device's own signature that it asked the author for this; 64 bytes. */
  readonly consent: Bytes;
  /** Sorted by section, one for each. */
  readonly grants: readonly Grant[];
  readonly hands: KeyHanding;
}

/** Takes people and devices out. */
export interface Removal {
  readonly kind: 'remove';
  /** Sorted. */
  readonly members: readonly MemberId[];
  /** Sorted. */
  readonly devices: readonly DeviceId[];
  /** The letters of those who are removed that still count; a chain that is not named has none. */
  readonly cutoffs: Vector;
  readonly hands: KeyHanding;
}

/** Takes away what a member may do in a section. */
export interface Withdrawal {
  readonly kind: 'withdraw';
  readonly member: MemberId;
  readonly section: SectionId;
  readonly cutoffs: Vector;
  readonly hands: KeyHanding;
}

/** Lets a member read or write a section. Less than a member has takes a withdrawal first. */
export interface Granting {
  readonly kind: 'grant';
  readonly member: MemberId;
  readonly section: SectionId;
  readonly access: Access;
  readonly hands: KeyHanding;
}

/** Makes a section; the author's member writes it. `section` is the hash of the author and the nonce. */
export interface SectionMaking {
  readonly kind: 'section';
  readonly section: SectionId;
  /** 16 random bytes. */
  readonly nonce: Bytes;
  readonly purpose: string;
  /** Sorted by member, one for each. */
  readonly grants: readonly MemberGrant[];
  readonly hands: KeyHanding;
}

export interface Appointment {
  readonly kind: 'appoint';
  readonly member: MemberId;
}

export interface Retirement {
  readonly kind: 'retire';
  readonly member: MemberId;
}

export interface RoleChange {
  readonly kind: 'role';
  readonly member: MemberId;
  readonly role: string;
}

/** A new epoch, a new key of a section, or keys that are there for those who lack them. */
export interface Handing {
  readonly kind: 'hand';
  readonly hands: KeyHanding;
}

/** The author was handed these keys, and what it was handed does not open. */
export interface Lack {
  readonly kind: 'lack';
  /** The names of epochs' secrets; sorted. */
  readonly epochs: readonly KeyId[];
  /** Sorted by section, then key. */
  readonly keys: readonly KeyName[];
}

/** Leaves letters out of what is read, and with each what its run wrote after it. */
export interface LeavingOut {
  readonly kind: 'leaveOut';
  readonly section: SectionId;
  /** Sorted. */
  readonly letters: readonly LetterId[];
}

/** Offers to put the state of a section in the place of the letters up to `ends`. */
export interface CheckpointOffer {
  readonly kind: 'checkpoint';
  readonly section: SectionId;
  /** Chains of this section only. */
  readonly ends: Vector;
  /** 32 bytes. */
  readonly hash: Bytes;
  /** Whether it leaves something out that is to be forgotten. */
  readonly isErasure: boolean;
}

/** The author has come to the same hash by itself. */
export interface Agreement {
  readonly kind: 'agree';
  readonly checkpoint: StatementId;
}

/** The author's device no longer holds what the checkpoint replaces. */
export interface Erased {
  readonly kind: 'erased';
  readonly checkpoint: StatementId;
}

/** Legal hold: while it is on, nothing of the section is replaced or forgotten. */
export interface Hold {
  readonly kind: 'hold';
  readonly section: SectionId;
  readonly isOn: boolean;
}

/** A kind that a later version writes; kept, and without effect here. */
export interface UnknownSaying {
  readonly kind: 'unknown';
  readonly number: number;
}

export type Spoken =
  | Founding
  | Admission
  | Removal
  | Withdrawal
  | Granting
  | SectionMaking
  | Appointment
  | Retirement
  | RoleChange
  | Handing
  | Lack
  | LeavingOut
  | CheckpointOffer
  | Agreement
  | Erased
  | Hold;

export type Saying = Spoken | UnknownSaying;
