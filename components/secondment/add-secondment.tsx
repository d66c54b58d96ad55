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
import { useOrder, useView } from '@/components/use-link';
import { formatDay, weekdayDay } from '@/lib/domain/calendar';
import { dutiesOf } from '@/lib/domain/duties';
import type { Person } from '@/lib/domain/people';
import type { Protocol, ProtocolLimits } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { RecordId } from '@/lib/domain/record';
import { Secondment } from '@/lib/domain/secondment';
import { defaultEnd, lengthInMonths, monthsInWords } from '@/lib/domain/secondment-plan';
import { teamFacts } from '@/lib/domain/team';
import { teamsOn } from '@/lib/domain/teams';
import type { ScreenProps } from '@/components/shell/screen';
import type { ProtocolLineView } from '@/lib/session/views';
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

/** The protocol is asked for only where there is a choice. */
function YotQuestion({
  form,
  notebook,
  lines,
}: {
  readonly form: PlanForm;
  readonly notebook: OpenNotebook;
  readonly lines: readonly ProtocolLineView[];
}) {
  return (
    <>
      <Select
        {...form.field('team')}
        label="YOT"
        empty="Choose a YOT"
        choices={teamsOn(notebook.teams, notebook.today)
          .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
          .map((team) => ({ value: team.id, text: team.name }))}
      />
      {lines.length > 1 && (
        <Radios
          {...form.field('protocol')}
          label="Which protocol gives the dates?"
          choices={lines.map(({ line, name }) => ({ value: line, text: name }))}
        />
      )}
    </>
  );
}

function EndQuestion({
  form,
  plan,
  limits,
}: {
  readonly form: PlanForm;
  readonly plan: ReadPlan;
  readonly limits: ProtocolLimits;
}) {
  const { usualMonths, longestMonths, actingUpUnderWeeks } = limits;
  const usual =
    plan.startsOn === null
      ? `${usualMonths} months`
      : `${usualMonths} months, to ${formatDay(defaultEnd(plan.startsOn, limits))}`;
  const more =
    longestMonths > usualMonths
      ? ` and allows one extension of up to ${monthsInWords(longestMonths - usualMonths)}`
      : '';
  return (
    <Radios
      {...form.field('length')}
      label="Length"
      hint={`Section 2 expects ${monthsInWords(usualMonths)}${more}.`}
      choices={[
        { value: '24', text: usual },
        {
          value: 'other',
          text: 'Another end date',
          more: (
            <>
              <DateInput {...form.field('endsOn')} label="Last day of the secondment" />
              <TextArea
                {...form.field('endReason')}
                label={`Why it differs from ${monthsInWords(usualMonths)}`}
                rows={2}
              />
            </>
          ),
        },
        ...(actingUpUnderWeeks === 0
          ? []
          : [
              {
                value: 'acting up',
                text: `Acting up, for less than ${actingUpUnderWeeks} weeks`,
                more: <DateInput {...form.field('endsOn')} label="Last day of acting up" />,
              },
            ]),
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

interface ChosenProtocol {
  readonly lines: readonly ProtocolLineView[];
  readonly limits: ProtocolLimits;
  /** What the dates are counted by. */
  readonly protocols: readonly Protocol[];
}

/** The protocol of a line as it is in force now; those that ship stand in until the engine has told it. */
function useChosenProtocol(line: string): ChosenProtocol {
  const lines = useView('protocols')?.lines ?? [];
  const versions = lines.find((each) => each.line === line)?.versions ?? [];
  const inForce = versions.find(({ state }) => state === 'in force') ?? versions[0];
  const told = useView('protocol', inForce?.id ?? null)?.text;
  const text = told ?? SHIPPED_PROTOCOLS.find(({ id }) => id === line) ?? PROTOCOL_2010;
  return { lines, limits: text.limits, protocols: [text] };
}

/** How many dates the protocol gives such a secondment, without the monthly returns; and the first of them. */
function plannedDates(plan: ReadPlan, notebook: OpenNotebook, protocols: readonly Protocol[]) {
  const { team, startsOn, endsOn } = plan;
  if (team === null || startsOn === null || endsOn === null) return null;
  const secondment = Secondment.parse({
    id: 'planned',
    team: team.id,
    secondee: RecordId.parse('planned.secondee'),
    startsOn,
    endsOn,
    kind: plan.kind,
    protocol: plan.protocol,
    recordedOn: notebook.today,
  });
  const dated = dutiesOf({
    secondment,
    protocols,
    evidence: [],
    meetings: [],
    events: [],
    team: teamFacts(team),
    today: notebook.today,
  })
    .filter(({ kind, dueOn }) => kind === 'duty' && dueOn !== null)
    .filter(({ status }) => status.word !== 'Not applicable')
    .filter(({ group }) => group !== 'Monthly sickness returns');
  return { count: dated.length };
}

function PlannedDates({
  plan,
  notebook,
  protocols,
}: {
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
  readonly protocols: readonly Protocol[];
}) {
  const dates = plannedDates(plan, notebook, protocols);
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
  chosen,
  go,
}: {
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
  readonly chosen: ChosenProtocol;
  readonly go: Go;
}) {
  const named = (person: ChosenPerson): string => {
    if (person.state === 'person') {
      return notebook.people.find(({ id }) => id === person.id)?.name ?? '';
    }
    if (person.state === 'new') return `${person.name} (new)`;
    return person.state === 'nobody' ? 'Not known yet' : '';
  };
  const { startsOn, endsOn } = plan;
  const months = startsOn === null || endsOn === null ? null : lengthInMonths(startsOn, endsOn);
  const long =
    plan.kind === 'acting up' ? 'acting up' : `${months} ${months === 1 ? 'month' : 'months'}`;
  const end = endsOn === null || months === null ? '' : `${formatDay(endsOn)} (${long})`;
  const { limits, lines } = chosen;
  const protocol = lines.find(({ line }) => line === plan.protocol)?.name ?? plan.protocol;
  const facts: readonly { readonly step: Step; readonly key: string; readonly value: ReactNode }[] =
    [
      { step: 'who', key: 'Secondee', value: named(plan.who) },
      { step: 'yot', key: 'YOT', value: plan.team?.name ?? '' },
      ...(lines.length > 1 ? [{ step: 'yot' as const, key: 'Protocol', value: protocol }] : []),
      { step: 'start', key: 'First day', value: startsOn === null ? '' : weekdayDay(startsOn) },
      { step: 'end', key: 'Last day', value: end },
      ...(plan.endReason === ''
        ? []
        : [
            {
              step: 'end' as const,
              key: `Why not ${monthsInWords(limits.usualMonths)}`,
              value: plan.endReason,
            },
          ]),
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
      <PlannedDates plan={plan} notebook={notebook} protocols={chosen.protocols} />
    </>
  );
}

function StepQuestion({
  step,
  form,
  plan,
  notebook,
  chosen,
  go,
}: {
  readonly step: Step;
  readonly form: PlanForm;
  readonly plan: ReadPlan;
  readonly notebook: OpenNotebook;
  readonly chosen: ChosenProtocol;
  readonly go: Go;
}) {
  const questions = {
    who: <WhoQuestion form={form} people={notebook.people} />,
    yot: <YotQuestion form={form} notebook={notebook} lines={chosen.lines} />,
    start: (
      <DateInput
        {...form.field('startsOn')}
        label="First day of the secondment"
        hint="For example, 1 2 2027."
      />
    ),
    end: <EndQuestion form={form} plan={plan} limits={chosen.limits} />,
    manager: <ManagerQuestion form={form} people={notebook.people} />,
    check: <CheckAnswers plan={plan} notebook={notebook} chosen={chosen} go={go} />,
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
  const chosen = useChosenProtocol(form.values.protocol);
  if (!form.isReady) return null;
  const plan = readPlan(form.values, { ...notebook, limits: chosen.limits });
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
        <StepQuestion
          step={step}
          form={form}
          plan={plan}
          notebook={notebook}
          chosen={chosen}
          go={go}
        />
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
