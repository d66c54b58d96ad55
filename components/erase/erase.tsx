/** Erasing one record for good: what goes, what lies outside, and which devices have done it. */
import { useState } from 'react';
import { DeviceStates } from '@/components/people/told-list';
import { within } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { EmptyState, Warning } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';
import type { ErasingView } from '@/lib/session/views';

/** What no device of the notebook can reach. */
function Outside() {
  return (
    <>
      <SubHeading>What this cannot reach</SubHeading>
      <ul className="govuk-list govuk-list--bullet">
        <li>Copies that people have taken: files, prints, pictures of a screen, messages.</li>
        <li>Backups that an organisation makes of a device.</li>
        <li>
          Parts of a disk that the browser has let go of. Where the whole disk is encrypted, they
          cannot be read without its key.
        </li>
        <li>NDelius and the youth justice system, where the official record stays.</li>
      </ul>
    </>
  );
}

function EraseForm({ view }: { readonly view: ErasingView }) {
  const order = useOrder();
  const [isSure, setIsSure] = useState(false);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isWorking, setIsWorking] = useState(false);
  const { kind } = view;
  const submit = async () => {
    if (isWorking) return;
    const found = problem(!isSure, 'sure', `Confirm that this ${kind} is no longer needed`);
    setErrors(found);
    const id = RecordId.safeParse(view.id);
    if (found.length > 0 || !id.success) return;
    setIsWorking(true);
    const answer = await order('erase', { kind, id: id.data });
    setIsWorking(false);
    setErrors(refusal(answer));
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading key="ask" caption={view.title}>
        Erase this for good
      </Heading>
      <p>This goes from every device of this notebook:</p>
      <ul className="govuk-list govuk-list--bullet">
        {[`The ${kind}`, ...view.belongings].map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p>
        Each device writes over the place where it was and confirms it. A device that is not here
        now does so when it next meets another.
      </p>
      <Outside />
      <Warning>Nobody can bring it back.</Warning>
      <Checkbox
        id="sure"
        label={`This ${kind} is no longer needed, and I may erase it`}
        isTicked={isSure}
        onChange={setIsSure}
        error={errorOf(errors, 'sure')}
      />
      <ActionBar>
        <Button kind="warning">{isWorking ? 'Erasing' : 'Erase for good'}</Button>
      </ActionBar>
    </Form>
  );
}

function Progress({ view }: { readonly view: ErasingView }) {
  const finished = view.devices.filter(({ hasErased }) => hasErased).length;
  const asked =
    view.by === null
      ? ''
      : `Asked for by ${within(view.by)}${view.on === null ? '' : ` on ${formatDay(view.on)}`}.`;
  const isDone = view.state === 'done';
  return (
    <>
      <Heading key={view.state} caption={view.title}>
        {isDone ? 'Erased for good' : 'Erasing'}
      </Heading>
      <Alert
        kind={isDone ? 'success' : 'information'}
        title={
          isDone
            ? 'Every device has erased it.'
            : `${finished} of ${view.devices.length} devices have erased it.`
        }
      >
        {asked === '' ? null : <p>{asked}</p>}
      </Alert>
      <DeviceStates
        devices={view.devices.map(({ hasErased, ...device }) => ({ ...device, hasIt: hasErased }))}
        label="Which devices have erased it"
        yes="Erased"
        notYet="Not erased yet"
      />
      <Outside />
    </>
  );
}

const BACK = {
  transfer: 'Transfer',
  secondment: 'Secondment',
  meeting: 'Meeting',
} as const satisfies Record<ErasingView['kind'], string>;

function Body({ view, go }: { readonly view: ErasingView; readonly go: Go }) {
  if (view.state !== 'not asked') return <Progress view={view} />;
  if (view.canErase) return <EraseForm view={view} />;
  return (
    <>
      <Heading key="refused" caption={view.title}>
        Erase this for good
      </Heading>
      <Alert kind="warning" title={view.why ?? `You cannot erase this ${view.kind}.`}>
        <p>
          <PlaceLink place={{ screen: 'parts', id: null }} go={go}>
            Legal hold and erasing
          </PlaceLink>
        </p>
      </Alert>
    </>
  );
}

/** `id` is `secondment/<id>`, `transfer/<id>` or `meeting/<id>`. */
export function Erase({ id, go }: ScreenProps) {
  const view = useView('erasing', id);
  if (view === undefined) return null;
  const hasGone = view === null || view.state !== 'not asked';
  return (
    <>
      <BackLink
        onClick={() => {
          go(hasGone ? { screen: 'parts', id: null } : { screen: view.kind, id: view.id });
        }}
      >
        {hasGone ? 'Legal hold and erasing' : BACK[view.kind]}
      </BackLink>
      {view === null ? (
        <>
          <Heading>Erase this for good</Heading>
          <EmptyState title="This is not in the notebook, or you cannot read it." />
        </>
      ) : (
        <Body view={view} go={go} />
      )}
    </>
  );
}
