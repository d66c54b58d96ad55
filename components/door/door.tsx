/** The door of a device without a notebook: start one, or join one, step by step. */
import { useState } from 'react';
import { NOTHING_ABOUT_ME, readAboutMe } from './about-me';
import { AboutYou } from './about-you';
import { JoinCode } from './join-code';
import { JoinProgress } from './join-progress';
import { readAddresses } from './meeting-address';
import { NameNotebook } from './name-notebook';
import { Protect } from './protect';
import { RecoverCode, Recovering } from './recover';
import { Start } from './start';
import { Alert } from '@/components/ui/alert';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { useDraft, useOrder } from '@/components/use-link';
import type { JoinView, RecoveringView } from '@/lib/session/views';

const STEPS = ['start', 'code', 'recover', 'about', 'name', 'protect'] as const;
type Step = (typeof STEPS)[number];

/** What the last step does, by the way to it. */
const LAST_STEPS: Readonly<Record<string, string>> = {
  join: 'Join the notebook',
  'own-device': 'Add this device',
  recover: 'Open the notebook',
};

/** The steps of each way, in order. A device that has a passphrase already is not asked for another. */
function stepsOf(way: string, hasDevice: boolean): readonly Step[] {
  if (way === 'own-device') {
    return hasDevice ? ['start', 'code'] : ['start', 'code', 'protect'];
  }
  if (way === 'join') {
    return hasDevice ? ['start', 'code'] : ['start', 'code', 'about', 'protect'];
  }
  if (way === 'recover') {
    return hasDevice ? ['start', 'recover'] : ['start', 'recover', 'protect'];
  }
  return hasDevice ? ['start', 'about', 'name'] : ['start', 'about', 'name', 'protect'];
}

function Steps({ hasDevice }: { readonly hasDevice: boolean }) {
  const order = useOrder();
  // A code that opens a notebook is held only while this page stands, and never kept.
  const [recoveryCode, setRecoveryCode] = useState('');
  const [refused, setRefused] = useState('');
  const place = useDraft('door.place', { way: '', step: 'start' });
  const about = useDraft('door.about', NOTHING_ABOUT_ME);
  const book = useDraft('door.notebook', { name: '', address: '', code: '' });
  if (!place.isReady || !about.isReady || !book.isReady) {
    return null;
  }
  const { way } = place.values;
  const steps = stepsOf(way, hasDevice);
  const at = Math.max(
    0,
    steps.findIndex((step) => step === place.values.step),
  );
  const move = (by: 1 | -1) => {
    place.set('step', steps[at + by] ?? 'start');
  };
  const back = () => {
    move(-1);
  };
  const next = () => {
    move(1);
  };
  const recover = async (passphrase: string | null): Promise<readonly FieldError[]> => {
    const answer = await order('recover', {
      code: recoveryCode.trim(),
      // An unlocked device keeps the passphrase that it has.
      passphrase: passphrase ?? '',
      addresses: [...readAddresses(book.values.address)],
    });
    if (answer.state === 'done') {
      forget();
      return [];
    }
    // What is wrong with the code or the address is put right where they stand.
    if (passphrase !== null && (answer.field === 'code' || answer.field === 'addresses')) {
      setRefused(answer.why);
      back();
      return [];
    }
    return refusal(answer);
  };
  const forget = () => {
    place.clear();
    about.clear();
    book.clear();
  };
  const finish = async (passphrase: string | null): Promise<readonly FieldError[]> => {
    const read = readAboutMe(about.values);
    if (way === 'start' && read.about === null) {
      return read.errors.map(({ text }) => ({ field: null, text }));
    }
    const answer =
      way === 'start' && read.about !== null
        ? await order('startNotebook', {
            about: read.about,
            // An unlocked device keeps the passphrase that it has.
            passphrase: passphrase ?? '',
            notebookName: book.values.name.trim(),
            meetingPoints: [...readAddresses(book.values.address)],
          })
        : await order('join', {
            // Whoever lets in another device of theirs is known there.
            about: hasDevice || way === 'own-device' ? null : read.about,
            passphrase,
            code: book.values.code.trim(),
          });
    if (answer.state === 'done') {
      forget();
    }
    return refusal(answer);
  };

  switch (steps[at]) {
    case 'code':
      return (
        <JoinCode
          isOwnDevice={way === 'own-device'}
          code={book.values.code}
          setCode={(code) => {
            book.set('code', code);
          }}
          button={hasDevice ? 'Join' : 'Continue'}
          onBack={back}
          onDone={async () => {
            if (hasDevice) {
              return finish(null);
            }
            next();
            return [];
          }}
        />
      );
    case 'recover':
      return (
        <>
          {refused === '' ? null : <Alert kind="error" title={refused} />}
          <RecoverCode
            code={recoveryCode}
            setCode={setRecoveryCode}
            addresses={book.values.address}
            setAddresses={(address) => {
              book.set('address', address);
            }}
            button={hasDevice ? 'Use the code' : 'Continue'}
            onBack={back}
            onDone={async () => {
              setRefused('');
              if (hasDevice) {
                return recover(null);
              }
              next();
              return [];
            }}
          />
        </>
      );
    case 'about':
      return <AboutYou values={about.values} set={about.set} onBack={back} onDone={next} />;
    case 'name':
      return (
        <NameNotebook
          name={book.values.name}
          address={book.values.address}
          setName={(name) => {
            book.set('name', name);
          }}
          setAddress={(address) => {
            book.set('address', address);
          }}
          button={hasDevice ? 'Start the notebook' : 'Continue'}
          onBack={back}
          onDone={async () => {
            if (hasDevice) {
              return finish(null);
            }
            next();
            return [];
          }}
        />
      );
    case 'protect':
      return (
        <Protect
          button={LAST_STEPS[way] ?? 'Start the notebook'}
          onBack={back}
          onDone={way === 'recover' ? recover : finish}
        />
      );
    case 'start':
    case undefined:
      break;
  }
  return (
    <Start
      way={way}
      setWay={(chosen) => {
        place.set('way', chosen);
      }}
      onDone={next}
    />
  );
}

export function Door({
  hasDevice,
  join,
  recovering,
}: {
  readonly hasDevice: boolean;
  readonly join: JoinView | null;
  readonly recovering: RecoveringView | null;
}) {
  return (
    <JoinProgress join={join}>
      {recovering === null ? (
        <Steps hasDevice={hasDevice} />
      ) : (
        <Recovering recovering={recovering} />
      )}
    </JoinProgress>
  );
}
