/** The question why, before a record opens: only where those who invite have switched it on. */
import { useState, type ReactNode } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import { RecordId } from '@/lib/domain/record';
import type { OrderOf } from '@/lib/link/contract';
import type { Place } from '@/lib/session/views';

type Kind = OrderOf<'giveReason'>['kind'];

const REASONS = [
  'It is my case or my secondment',
  'Cover for a colleague',
  'Supervision',
  'Checking quality',
] as const;
const OTHER = 'other';

const HOMES = {
  secondment: { screen: 'secondments', title: 'Secondments' },
  transfer: { screen: 'transfers', title: 'Transfers' },
  meeting: { screen: 'meetings', title: 'Meetings' },
} as const satisfies Record<Kind, { readonly screen: string; readonly title: string }>;

/** The record that a place opens; a part of it follows after a bar. */
export function recordOf(place: Place): { readonly kind: Kind; readonly id: RecordId } | null {
  const { screen } = place;
  if (screen !== 'secondment' && screen !== 'transfer' && screen !== 'meeting') return null;
  const id = RecordId.safeParse((place.id ?? '').split('|')[0]);
  return id.success ? { kind: screen, id: id.data } : null;
}

function Why({
  kind,
  id,
  onGiven,
  go,
}: {
  readonly kind: Kind;
  readonly id: RecordId;
  readonly onGiven: () => void;
  readonly go: Go;
}) {
  const order = useOrder();
  const [chosen, setChosen] = useState('');
  const [other, setOther] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const home = HOMES[kind];
  const submit = async () => {
    const found = [
      ...problem(chosen === '', 'reason', 'Choose why you open this'),
      ...problem(chosen === OTHER && other.trim() === '', 'other', 'Enter why you open this'),
    ];
    setErrors(found);
    if (found.length > 0) return;
    const reason = chosen === OTHER ? other.trim() : chosen;
    const answer = await order('giveReason', { kind, id, reason });
    setErrors(refusal(answer));
    if (answer.state === 'done') onGiven();
  };
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: home.screen, id: null });
        }}
      >
        {home.title}
      </BackLink>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Why do you open this {kind}?</Heading>
        <Radios
          id="reason"
          label="Your reason"
          hint="It is written in the log of who did what."
          value={chosen}
          onChange={setChosen}
          error={errorOf(errors, 'reason')}
          choices={[
            ...REASONS.map((reason) => ({ value: reason, text: reason })),
            {
              value: OTHER,
              text: 'Another reason',
              more: (
                <TextInput
                  id="other"
                  label="Reason"
                  hint="No names of young people."
                  value={other}
                  onChange={setOther}
                  error={errorOf(errors, 'other')}
                />
              ),
            },
          ]}
        />
        <ActionBar>
          <Button>Continue</Button>
        </ActionBar>
      </Form>
    </>
  );
}

/** Shows `children` once a reason was given for this record, or where none is asked for. */
export function ReasonGate({
  isOn,
  place,
  go,
  children,
}: {
  readonly isOn: boolean;
  readonly place: Place;
  readonly go: Go;
  readonly children: ReactNode;
}) {
  const [given, setGiven] = useState<ReadonlySet<string>>(new Set());
  const record = isOn ? recordOf(place) : null;
  const key = record === null ? '' : `${record.kind}/${record.id}`;
  if (record === null || given.has(key)) return children;
  return (
    <Why
      key={key}
      kind={record.kind}
      id={record.id}
      go={go}
      onGiven={() => {
        setGiven(new Set([...given, key]));
      }}
    />
  );
}
