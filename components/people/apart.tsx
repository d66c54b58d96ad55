/** What was set aside: a look at each change, leaving one out, and the text of what followed it. */
import { useState } from 'react';
import { TwoCopies } from './two-copies';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import {
  CopyText,
  EmptyState,
  SummaryList,
  Tag,
  Warning,
  type TagColour,
} from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { ApartView } from '@/lib/session/views';

const STATES = {
  'kept apart': { words: 'Kept apart', colour: 'grey' },
  harmful: { words: 'Does harm', colour: 'red' },
  'left out': { words: 'Left out', colour: 'blue' },
} as const satisfies Record<
  ApartView['state'],
  { readonly words: string; readonly colour: TagColour }
>;

function StateTag({ state }: { readonly state: ApartView['state'] }) {
  return <Tag colour={STATES[state].colour}>{STATES[state].words}</Tag>;
}

function fromWords({ who, on }: ApartView): string {
  const from = who === null ? 'From an unknown device' : `From ${who}`;
  return on === null ? from : `${from}, ${formatDay(on)}`;
}

function List({ apart, go }: { readonly apart: readonly ApartView[]; readonly go: Go }) {
  const people = useView('people');
  return (
    <>
      <Heading>Set aside</Heading>
      <TwoCopies views={people?.twoCopies ?? []} go={go} />
      <p>Changes that came in and could not be used. They are kept apart and change nothing.</p>
      {apart.length === 0 ? (
        <EmptyState title="Nothing has been set aside" />
      ) : (
        <ul className="app-rows">
          {apart.map((each) => (
            <li className="app-rows__row" key={each.letter}>
              <PlaceLink place={{ screen: 'apart', id: each.letter }} go={go}>
                {each.words}
              </PlaceLink>
              <p className="app-quiet">
                {each.part === null ? '' : `${each.part}. `}
                {fromWords(each)}.
              </p>
              <p className="app-rows__action">
                <StateTag state={each.state} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function LeaveOut({ view }: { readonly view: ApartView }) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const leave = async () => {
    if (isWorking) return;
    setIsWorking(true);
    const answer = await order('leaveOut', { letter: view.letter });
    setIsWorking(false);
    setErrors(refusal(answer));
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <SubHeading>Leave this change out</SubHeading>
      <p>
        {view.part === null ? 'This part' : `“${view.part}”`} is then put together again without it,
        on every device. What the same device wrote after it before it was next opened goes too. You
        get that text to copy.
      </p>
      <Warning>It cannot be put back.</Warning>
      <ActionBar>
        <Button
          kind="warning"
          onClick={() => {
            void leave();
          }}
        >
          {isWorking ? 'Leaving it out' : 'Leave this change out'}
        </Button>
      </ActionBar>
    </>
  );
}

function TakeBack({
  device,
  name,
  onDone,
}: {
  readonly device: string;
  readonly name: string;
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const take = async () => {
    if (isWorking) return;
    setIsWorking(true);
    const answer = await order('takeBack', { device });
    setIsWorking(false);
    setErrors(refusal(answer));
    if (answer.state === 'done') onDone();
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <SubHeading>Count them again</SubHeading>
      <p>
        Whoever removed access did not have these changes yet, or they were written afterwards. If
        you count them again, they go back into the notebook on every device. {name} does not get
        access back.
      </p>
      <Warning>
        Do this only if you trust what was written on that device. It cannot be undone.
      </Warning>
      <ActionBar>
        <Button
          onClick={() => {
            void take();
          }}
        >
          {isWorking ? 'Counting them again' : 'Count them again'}
        </Button>
      </ActionBar>
    </>
  );
}

function Counted({ view, go }: { readonly view: ApartView; readonly go: Go }) {
  return (
    <>
      <Heading key={view.letter}>{view.words.replace(/\.$/u, '')}</Heading>
      <p className="app-rows__action">
        <StateTag state={view.state} />
      </p>
      {view.takeBack === null ? null : (
        <TakeBack
          device={view.takeBack}
          name={view.who ?? 'That person'}
          onDone={() => {
            go({ screen: 'apart', id: null });
          }}
        />
      )}
    </>
  );
}

function One({ view }: { readonly view: ApartView }) {
  return (
    <>
      <Heading key={view.letter}>{view.words.replace(/\.$/u, '')}</Heading>
      <p className="app-rows__action">
        <StateTag state={view.state} />
      </p>
      <SummaryList
        facts={[
          { key: 'From', value: view.who ?? 'An unknown device' },
          { key: 'For', value: view.part ?? 'A part that cannot be told' },
          { key: 'Came in', value: view.on === null ? '' : formatDay(view.on) },
        ]}
      />
      <SubHeading>What can be read of it</SubHeading>
      {view.shown === '' ? (
        <p className="app-quiet">Nothing of it can be read.</p>
      ) : (
        <p className="app-verbatim">{view.shown}</p>
      )}
      {view.followed === '' ? null : (
        <>
          <SubHeading>What followed it</SubHeading>
          <p>This text went with it. Copy what is still needed into its place.</p>
          <CopyText text={view.followed} label="What followed the change" button="Copy the text" />
        </>
      )}
      {view.canLeaveOut ? <LeaveOut view={view} /> : null}
    </>
  );
}

/** `id` is nothing, or one change. */
export function Apart({ id, go }: ScreenProps) {
  const apart = useView('apart');
  const one = apart?.find(({ letter }) => letter === id);
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: one === undefined ? 'people' : 'apart', id: null });
        }}
      >
        {one === undefined ? 'People and devices' : 'Set aside'}
      </BackLink>
      {apart === undefined ? null : one === undefined ? (
        <List apart={apart} go={go} />
      ) : one.takeBack !== null ? (
        <Counted view={one} go={go} />
      ) : (
        <One view={one} />
      )}
    </>
  );
}
