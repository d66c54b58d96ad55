/** Adds a secondment: one question a page, then everything to check before it is added. */
import './secondment.scss';
import {
  EMPTY_PLAN,
  STEPS,
  planOrder,
  readPlan,
  stepOf,
  type ReadPlan,
  type Step,
} from './new-secondment';
import { useOpenNotebook, type OpenNotebook } from './open-notebook';
import { PersonChoice, type ChosenPerson } from './person-choice';
import { useRecordForm, type Checked, type RecordForm } from './record-form';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, LinkButton, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { Inset, SummaryList } from '@/components/ui/facts';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextArea } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import { formatDay, weekdayDay } from '@/lib/domain/calendar';
import { dutiesOf } from '@/lib/domain/duties';
import type { Person } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { Secondment } from '@/lib/domain/secondment';
import { defaultEnd, lengthInMonths } from '@/lib/domain/secondment-plan';
import { teamsOn } from '@/lib/domain/teams';
import type { ScreenProps } from '@/components/shell/screen';
import type { ReactNode } from 'react';

type PlanForm = RecordForm<keyof typeof EMPTY_PLAN>;

const HEADINGS = {
  who: 'Who is being seconded?',
  yot: 'Which YOT are they going to?',
  start: 'When does the secondment start?',
  end: 'How long is the secondment?',
  manager: 'Who is the YOT line manager?',
  check: 'Check your answers',
} as const satisfies Record<Step, string>;

function WhoQuestion({
  form,
  people,
}: {
  readonly form: PlanForm;
  readonly people: readonly Person[];
}) {
  return (
    <PersonChoice
      label="Probation officer"
      people={people}
      roles={['secondee']}
      choice={form.field('who')}
      name={form.field('newName')}
    />
  );
}

function YotQuestion({
  form,
  notebook,
}: {
  readonly form: PlanForm;
  readonly notebook: OpenNotebook;
}) {
  return (
    <Select
      {...form.field('team')}
      label="YOT"
      empty="Choose a YOT"
      choices={teamsOn(notebook.teams, notebook.today)
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
        .map((team) => ({ value: team.id, text: team.name }))}
    />
  );
}

function EndQuestion({ form, plan }: { readonly form: PlanForm; readonly plan: ReadPlan }) {
  const usual =
    plan.startsOn === null ? '24 months' : `24 months, to ${formatDay(defaultEnd(plan.startsOn))}`;
  return (
    <Radios
      {...form.field('length')}
      label="Length"
      hint="Section 2 expects 2 years and allows one extension of up to 1 year."
      choices={[
        { value: '24', text: usual },
        {
          value: 'other',
          text: 'Another end date',
          more: (
            <>
              <DateInput {...form.field('endsOn')} label="Last day of the secondment" />
              <TextArea {...form.field('endReason')} label="Why it differs from 2 years" rows={2} />
            </>
          ),
        },
      ]}
    />
  );
}

function ManagerQuestion({
  form,
  people,
}: {
  readonly form: PlanForm;
  readonly people: readonly Person[];
}) {
  return (
    <PersonChoice
      label="YOT line manager"
      hint="The person in the YOT who supervises the secondee. You can add them later."
      people={people}
      roles={['yot-line-manager', 'yot-manager']}
      choice={form.field('manager')}
      name={form.field('managerName')}
      mayBeNobody
    />
  );
}

/** How many dates the protocol gives such a secondment, without the monthly returns; and the first of them. */
function plannedDates(plan: ReadPlan, notebook: OpenNotebook) {
  const { team, startsOn, endsOn } = plan;
  if (team === null || startsOn === null || endsOn === null) return null;
  const secondment = Secondment.parse({
    id: 'planned',
    team: team.id,
    secondee: RecordId.parse('planned.secondee'),
    startsOn,
    endsOn,
    recordedOn: notebook.today,
  });
  const dated = dutiesOf({ secondment, evidence: [], meetings: [], today: notebook.today })
    .filter(({ dueOn, status }) => dueOn !== null && status.word !== 'Not applicable')
    .filter(({ group }) => group !== 'Monthly sickness returns');
  return { count: dated.length };
}

function PlannedDates({
  plan,
  notebook,
}: {
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
}) {
  const dates = plannedDates(plan, notebook);
  return (
    <Inset>
      {dates === null
        ? 'Answer every question to see the dates that we will add.'
        : `We will add ${dates.count} dates and a monthly sickness return.`}{' '}
      The people in this notebook will see it.
    </Inset>
  );
}

function CheckAnswers({
  plan,
  notebook,
  go,
}: {
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
  readonly go: Go;
}) {
  const named = (chosen: ChosenPerson): string => {
    if (chosen.state === 'person') {
      return notebook.people.find(({ id }) => id === chosen.id)?.name ?? '';
    }
    if (chosen.state === 'new') return `${chosen.name} (new)`;
    return chosen.state === 'nobody' ? 'Not known yet' : '';
  };
  const { startsOn, endsOn } = plan;
  const months = startsOn === null || endsOn === null ? null : lengthInMonths(startsOn, endsOn);
  const end = endsOn === null || months === null ? '' : `${formatDay(endsOn)} (${months} months)`;
  const facts: readonly { readonly step: Step; readonly key: string; readonly value: ReactNode }[] =
    [
      { step: 'who', key: 'Secondee', value: named(plan.who) },
      { step: 'yot', key: 'YOT', value: plan.team?.name ?? '' },
      { step: 'start', key: 'First day', value: startsOn === null ? '' : weekdayDay(startsOn) },
      { step: 'end', key: 'Last day', value: end },
      ...(plan.endReason === ''
        ? []
        : [{ step: 'end' as const, key: 'Why not 2 years', value: plan.endReason }]),
      { step: 'manager', key: 'YOT line manager', value: named(plan.manager) },
    ];
  return (
    <>
      <SummaryList
        facts={facts.map(({ step, key, value }) => ({
          key,
          value,
          action: (
            <LinkButton
              about={key}
              onClick={() => {
                go({ screen: 'add-secondment', id: `${step}|check` });
              }}
            >
              Change
            </LinkButton>
          ),
        }))}
      />
      <PlannedDates plan={plan} notebook={notebook} />
    </>
  );
}

function StepQuestion({
  step,
  form,
  plan,
  notebook,
  go,
}: {
  readonly step: Step;
  readonly form: PlanForm;
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
  readonly go: Go;
}) {
  const questions = {
    who: <WhoQuestion form={form} people={notebook.people} />,
    yot: <YotQuestion form={form} notebook={notebook} />,
    start: (
      <DateInput
        {...form.field('startsOn')}
        label="First day of the secondment"
        hint="For example, 1 2 2027."
      />
    ),
    end: <EndQuestion form={form} plan={plan} />,
    manager: <ManagerQuestion form={form} people={notebook.people} />,
    check: <CheckAnswers plan={plan} notebook={notebook} go={go} />,
  } as const satisfies Record<Step, ReactNode>;
  return questions[step];
}

function Questions({
  step,
  isFromCheck,
  notebook,
  go,
}: {
  readonly step: Step;
  readonly isFromCheck: boolean;
  readonly notebook: OpenNotebook;
  readonly go: Go;
}) {
  const order = useOrder();
  const form = useRecordForm('add-secondment', EMPTY_PLAN, ({ id }) => {
    go(
      id === null
        ? { screen: 'secondments', id: null }
        : { screen: 'secondment', id: `${id}|added` },
    );
  });
  if (!form.isReady) return null;
  const plan = readPlan(form.values, notebook);
  const at = STEPS.indexOf(step);
  const place = (to: Step) => ({ screen: 'add-secondment', id: to });

  const check = (): Checked => {
    const wanted = planOrder(plan);
    if (wanted === null) {
      // A question left open: its own page says what is missing when it is answered again.
      const errors = STEPS.flatMap((each) => plan.errors[each]);
      return { state: 'wrong', errors: errors.map(({ text }) => ({ field: null, text })) };
    }
    return {
      state: 'right',
      send: async () => {
        const answer = await order('addSecondment', wanted);
        // The question that is meant is on another page.
        return answer.state === 'refused' ? { ...answer, field: null } : answer;
      },
    };
  };
  const next = (): void => {
    const errors = plan.errors[step];
    if (errors.length > 0) {
      form.show(errors);
      return;
    }
    go(place(isFromCheck ? 'check' : (STEPS[at + 1] ?? 'check')));
  };
  const previous = STEPS[at - 1];
  return (
    <>
      <BackLink
        onClick={() => {
          go(
            isFromCheck
              ? place('check')
              : previous === undefined
                ? { screen: 'secondments', id: null }
                : place(previous),
          );
        }}
      />
      <Heading caption="Add a secondment">{HEADINGS[step]}</Heading>
      <Form
        errors={form.errors}
        onSubmit={() => {
          if (step === 'check') form.submit(check);
          else next();
        }}
      >
        <StepQuestion step={step} form={form} plan={plan} notebook={notebook} go={go} />
        <ActionBar>
          <Button>{step === 'check' ? 'Add this secondment' : 'Continue'}</Button>
        </ActionBar>
      </Form>
    </>
  );
}

/** `id` is the question, and `|check` behind it when it is answered again from the last page. */
export function AddSecondment({ id, go }: ScreenProps) {
  const notebook = useOpenNotebook();
  const { step, isFromCheck } = stepOf(id);
  if (notebook === null) return null;
  return <Questions key={step} step={step} isFromCheck={isFromCheck} notebook={notebook} go={go} />;
}
