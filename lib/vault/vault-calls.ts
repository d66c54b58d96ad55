/** What a vault can be asked, and what it answers. */
import type { Device } from './device';
import type {
  DeviceId,
  LetterId,
  MemberId,
  NotebookId,
  RunId,
  SectionId,
  StatementId,
  StoreTag,
} from './ids';
import type { LetterAside } from './holdings';
import type { Refusal } from './judge';
import type { Bytes, Random } from './keys';
import type { Epoch, Keyring } from './keyring';
import type { Register } from './register';
import type { SetAside } from './set-aside';
import type { Access, Admission, Spoken } from './statement';
import type { Store } from './store';
import type { Vector } from './vector';

/** A letter that verified, in the order of its chain. */
export interface OpenedLetter {
  readonly id: LetterId;
  readonly section: SectionId;
  readonly author: DeviceId;
  readonly run: RunId;
  /** From 1, without gaps within a chain of author and section. */
  readonly seq: number;
  /** The change; null when this device has no key to the section. */
  readonly body: Bytes | null;
}

/** A letter whose signature holds. `counts`: it is on its chain, its author might write there, and nobody left it out. */
export interface SignedLetter extends OpenedLetter {
  readonly counts: boolean;
}

export interface Taking {
  /** Became ready now, each chain in order; durable. None of a section that is in `reordered`. */
  readonly letters: readonly OpenedLetter[];
  /** Covers that were new here and are now held: statements and letters, ready or waiting. */
  readonly held: number;
  /** Whether the register changed. */
  readonly statements: boolean;
  readonly refused: readonly Refusal[];
  /** With 'full' nothing was kept or reported, and the same covers may be taken again later. */
  readonly saved: 'saved' | 'full';
  /**
   * Sections to build again from `readAll`: letters that were reported count no longer or count again, or a key has
   * come under which some were reported without a body.
   */
  readonly reordered: readonly SectionId[];
  /** Our own chain was seen with letters that we did not write: this profile is an older copy of itself. */
  readonly ownChainStopped: boolean;
  /** Keys came: `keyring()` holds more than before and is to be kept under seal. Nothing is lost if it is not. */
  readonly keys: boolean;
}

export interface Written {
  readonly letter: OpenedLetter;
  readonly cover: Bytes;
}

/** What a writing had to say first: a key for a section that had none, or an epoch. */
export interface Foreword {
  /** Covers of the statements that were made, under the epoch before; send them before the letters. */
  readonly statements: readonly Bytes[];
  /** What the statements brought about here; {@link Taking.letters} has none of the letters written now. */
  readonly taking: Taking;
}

export type Writing =
  | ({ readonly state: 'saved' } & Written & Foreword)
  | { readonly state: NotWritten };
export type WritingAll =
  | ({ readonly state: 'saved'; readonly written: readonly Written[] } & Foreword)
  | { readonly state: NotWritten };

/**
 * A statement that stands and is durable. `cover` is under the epoch that was current before it, so that whoever has
 * not heard of it can open it; `taking` is what it brought about here, to be acted on like that of `take`.
 */
export interface Stated {
  readonly state: 'saved';
  readonly statement: StatementId;
  readonly cover: Bytes;
  readonly taking: Taking;
}
export type Stating = Stated | { readonly state: NotStated };
export type MakingSection =
  | (Stated & { readonly section: SectionId })
  | { readonly state: NotStated };
export type Handing = Stated | { readonly state: NotStated | 'nothing lacking' };

/**
 * Why nothing was written. 'full': the disk is. 'locked': no device was given. 'stopped': see `ownChainStopped`.
 * 'no key': this device does not read the section. 'not allowed': it reads there and may not write. 'removed': this
 * device was removed from the notebook. 'too large': the body is above `LARGEST_WRITTEN_BODY` of `./letter`.
 */
export type NotWritten =
  | 'full'
  | 'locked'
  | 'stopped'
  | 'no key'
  | 'not allowed'
  | 'removed'
  | 'too large';

/**
 * Why nothing was stated. 'against the rules': the register would refuse it. 'not here': it names a member, device,
 * section or checkpoint that the register does not have. 'too large': more than one statement carries.
 */
export type NotStated = 'full' | 'locked' | 'against the rules' | 'not here' | 'too large';

export interface Draft {
  readonly section: SectionId;
  readonly run: RunId;
  readonly body: Uint8Array;
}

/** What is said without its keys: the vault adds them. */
export type Admitting = Omit<Admission, 'kind' | 'hands'>;

export interface Removing {
  /** Every device of theirs. */
  readonly members: readonly MemberId[];
  readonly devices: readonly DeviceId[];
}

export interface Granting {
  readonly member: MemberId;
  readonly section: SectionId;
  readonly access: Access;
}

export type Dropping =
  | {
      readonly state: 'dropped';
      /** Rows that hold nothing but what was swallowed: deleting and overwriting them is for the caller. */
      readonly rows: readonly number[];
      /** A random-looking piece (24 bytes) of each cover of those letters, as it rests and as it travels now. */
      readonly marks: readonly Bytes[];
      /** Sections of which this device did not hold all that the checkpoint covers, or held other letters. */
      readonly reordered: readonly SectionId[];
    }
  | { readonly state: 'full' | 'not here' };

export interface VaultOptions {
  readonly store: Store;
  readonly tag: StoreTag;
  readonly notebook: NotebookId;
  readonly keyring: Keyring;
  /** Null in a locked engine: it takes in and passes on, and neither reads nor writes. */
  readonly device: Device | null;
  /** Which device this profile is, for a locked engine that has no `device`; a vault with one knows. */
  readonly ownDevice?: DeviceId;
  /** What an earlier vault's `summary()` gave, or null. It must have been kept under seal. */
  readonly summary: Uint8Array | null;
  readonly random: Random;
}

export interface Vault {
  readonly take: (covers: readonly Uint8Array[]) => Promise<Taking>;
  /** Takes statements that came without covers, as in a welcome. */
  readonly takeStatements: (statements: readonly Uint8Array[]) => Promise<Taking>;
  readonly write: (section: SectionId, run: RunId, body: Uint8Array) => Promise<Writing>;
  /** All in one transaction, in order, with the keys that had to be made for it. */
  readonly writeAll: (drafts: readonly Draft[]) => Promise<WritingAll>;
  /** Signs a statement on top of what is known, if the rules let this device make it. */
  readonly state: (saying: Spoken) => Promise<Stating>;
  /** Admits a device and hands it the epochs and the keys of the sections that it is granted. */
  readonly admit: (admitting: Admitting) => Promise<Stating>;
  /**
   * Removes devices: what this vault holds of theirs is the last that counts, unless another removal knew more (a device
   * that is out may be named again, for what a removal with too low a bound took away); a new epoch, and new keys of the
   * sections that they read and this device writes, go to those who stay.
   */
  readonly remove: (removing: Removing) => Promise<Stating>;
  /** Ends a member's access to one section, with a new key for those who go on reading it. */
  readonly withdraw: (ending: Omit<Granting, 'access'>) => Promise<Stating>;
  /** Gives a member access to a section, with the keys of it that this device holds. */
  readonly grant: (granting: Granting) => Promise<Stating>;
  /** Makes a section that the author's member writes, with its first key for all who are granted access. */
  readonly makeSection: (
    purpose: string,
    grants: readonly Omit<Granting, 'section'>[],
  ) => Promise<MakingSection>;
  /**
   * Hands keys that others lack and this device holds; one statement, as many as it carries. If this device was handed
   * keys that do not open, it says that first.
   */
  readonly handLacking: () => Promise<Handing>;
  /** Whether this device was handed keys that do not open and has yet to say so, by {@link Vault.handLacking}. */
  readonly hasUnopened: () => boolean;
  /** Makes a new key of a section, for its present readers: what is written from now on is under it. */
  readonly renewKey: (section: SectionId) => Promise<Stating>;
  readonly register: () => Register;
  readonly vector: () => Vector;
  /**
   * Letters that count, in order: all of them with 0; with `openedAfter`, those that the summary did not have. Of the
   * named sections only, if any are named.
   */
  readonly readAll: (
    afterRow: number,
    sections?: ReadonlySet<SectionId>,
  ) => Promise<readonly OpenedLetter[]>;
  /** Letters that are left out, and with each what its run wrote after it: to be offered back as text. */
  readonly readLeftOut: () => Promise<readonly OpenedLetter[]>;
  /**
   * Letters of a section that are held with all before them and are no part of what counts, each chain in order: beyond
   * what their author may write, of an author who is not in the register, or on another branch than the one that counts.
   */
  readonly aside: (section: SectionId) => readonly LetterAside[];
  /** Reads those of {@link Vault.aside} that are named, in its order: somebody may have built on them in good faith. */
  readonly readAside: (
    section: SectionId,
    named: ReadonlySet<LetterId>,
  ) => Promise<readonly OpenedLetter[]>;
  /** Every letter of these sections that is held, whether it counts or not: for what nobody may take out of a reading. */
  readonly readHeld: (sections: ReadonlySet<SectionId>) => Promise<readonly SignedLetter[]>;
  /**
   * Everything held, covered under {@link Vault.epoch}, in batches, statements first: for filling the way again. Not the
   * letters up to the ends in `without`.
   */
  readonly covers: (without?: Vector) => AsyncIterable<readonly Bytes[]>;
  readonly summary: () => Bytes;
  /** The row up to which the summary that this vault was opened with went; 0 without one. */
  readonly openedAfter: number;
  readonly lastRow: () => number;
  readonly setAside: () => readonly SetAside[];
  readonly isStopped: () => boolean;
  /** What this device holds now. The same object until keys come. */
  readonly keyring: () => Keyring;
  /** The epoch that covers are made under: the register's current one if it is held, otherwise the newest held. */
  readonly epoch: () => Epoch | null;
  /** Whether this device holds any key of the section. */
  readonly holdsKeyOf: (section: SectionId) => boolean;
  /** From now on this keyring opens and seals, with the keys that statements hold for this device. */
  readonly useKeyring: (keyring: Keyring) => Promise<void>;
  /**
   * Forgets the letters that a checkpoint of the register covers. Their chains go on from its ends, durably, and
   * swallowed letters that come again are known. The content must be durable elsewhere before this is called.
   */
  readonly dropTo: (checkpoint: StatementId) => Promise<Dropping>;
  /** From where each chain goes on, of those that a checkpoint was dropped to. */
  readonly bases: () => Vector;
}
