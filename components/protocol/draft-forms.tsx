/** The forms of a protocol beside its rows: name and dates, parties, role names, limits, readings, meetings, links. */
import {
  isNewLine,
  lineFor,
  roleName,
  withLimits,
  withLink,
  withMeeting,
  withParties,
  withReading,
  withRoleNames,
} from './draft';
import {
  EditForm,
  keepEdited,
  linesOf,
  oneLine,
  textProblems,
  useEdit,
  wrong,
  type EditProps,
} from './edit-form';
import { LIMITS, MONTHS } from './protocol-words';
import { readDay, tickOf } from '@/components/secondment/record-form';
import { Checkbox, Checkboxes } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import type { FieldError } from '@/components/ui/field-error';
import { Select, TextArea, TextInput } from '@/components/ui/text-fields';
import { MeetingKind } from '@/lib/domain/meeting';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { Role, ROLE_NAMES } from '@/lib/domain/people';
import { ProtocolLimits } from '@/lib/domain/protocol';
import { RecordId } from '@/lib/domain/record';
import { z } from '@/lib/parse/zod';

export function AboutForm(props: EditProps) {
  const { draft, lines, keep } = props;
  const { protocol } = draft;
  const isNew = isNewLine(protocol, lines);
  const form = useEdit(props, 'about', {
    name: protocol.name,
    area: protocol.area,
    takesEffectOn: typedDay(protocol.takesEffectOn),
    replaces: protocol.replaces ?? '',
  });
  const { values } = form;
  const check = () => {
    const read = readDay(
      values.takesEffectOn,
      'takesEffectOn',
      'Date it takes effect',
      'Enter the date from which it takes effect',
    );
    const errors = [
      ...textProblems('name', values.name, 'Enter a name'),
      ...textProblems('area', values.area, null),
      ...read.errors,
    ];
    if (errors.length > 0 || read.day === null) return wrong(errors);
    const name = oneLine(values.name);
    const replaces = RecordId.safeParse(values.replaces);
    const next = {
      ...protocol,
      id: isNew && name !== protocol.name ? lineFor(name, lines) : protocol.id,
      name,
      area: oneLine(values.area),
      takesEffectOn: read.day,
      replaces: replaces.success ? replaces.data : null,
    };
    return { state: 'right', send: () => keep({ ...draft, protocol: next }) } as const;
  };
  return (
    <EditForm edit={props} form={form} heading="Name, area and date" check={check} why={null}>
      <TextInput {...form.field('name')} label="Name" />
      <TextInput {...form.field('area')} label="Area" hint="For example, London." />
      <DateInput
        {...form.field('takesEffectOn')}
        label="Takes effect on"
        hint="Due dates before this day stay as they are."
      />
      <Select
        {...form.field('replaces')}
        label="Which protocol it replaces"
        hint="Secondments under that one go on under this one from the day it takes effect. Choose none if it is only for those started under it."
        empty="None"
        choices={lines
          .filter(({ line }) => line !== protocol.id)
          .map(({ line, name }) => ({ value: line, text: name }))}
      />
    </EditForm>
  );
}

export function PartiesForm(props: EditProps) {
  const { protocol } = props.draft;
  const form = useEdit(props, 'parties', { parties: protocol.parties.join('\n'), why: '' });
  const check = () => {
    const parties = linesOf(form.values.parties);
    const errors: readonly FieldError[] = [
      ...(parties.length > 20 ? [{ field: 'parties', text: 'Enter 20 at the most' }] : []),
      ...parties.flatMap((party) => textProblems('parties', party, null)).slice(0, 1),
    ];
    return errors.length > 0
      ? wrong(errors)
      : keepEdited(props, withParties(protocol, parties), null, form.values.why);
  };
  return (
    <EditForm edit={props} form={form} heading="Who agreed it" check={check} why="why">
      <TextArea {...form.field('parties')} label="Organisations" hint="One on each line." />
    </EditForm>
  );
}

/** Those that a protocol speaks of. */
const ROLES = Role.options.filter((role) => role !== 'auditor' && role !== 'other');

const RoleAnswers = z.record(Role, z.string());

export function RoleNamesForm(props: EditProps) {
  const { protocol } = props.draft;
  const form = useEdit<Role | 'why'>(props, 'roles', {
    ...RoleAnswers.parse(
      Object.fromEntries(Role.options.map((role) => [role, roleName(protocol, role)])),
    ),
    why: '',
  });
  const check = () => {
    const errors = ROLES.flatMap((role) => textProblems(role, form.values[role], null));
    if (errors.length > 0) return wrong(errors);
    const names = ROLES.flatMap((role): [Role, string][] => {
      const name = oneLine(form.values[role]);
      const isUsual = protocol.roleNames[role] === undefined && name === ROLE_NAMES[role];
      return name === '' || isUsual ? [] : [[role, name]];
    });
    const edited = withRoleNames(protocol, Object.fromEntries(names));
    return keepEdited(props, edited, null, form.values.why);
  };
  return (
    <EditForm edit={props} form={form} heading="Names of roles" check={check} why="why">
      {ROLES.map((role) => (
        <TextInput key={role} {...form.field(role)} label={ROLE_NAMES[role]} />
      ))}
    </EditForm>
  );
}

const dateText = (monthDay: string): string => String(Number(monthDay.slice(3)));
const monthText = (monthDay: string): string => monthDay.slice(0, 2);

/** A day of the year is asked for as a day and a month. */
const limitAnswers = (limits: ProtocolLimits) => ({
  usualMonths: String(limits.usualMonths),
  longestMonths: String(limits.longestMonths),
  noticeMonths: String(limits.noticeMonths),
  carryOverDays: String(limits.carryOverDays),
  actingUpUnderWeeks: String(limits.actingUpUnderWeeks),
  dueSoonDays: String(limits.dueSoonDays),
  inPostMonths: String(limits.inPostMonths),
  newlyQualifiedMonths: String(limits.newlyQualifiedMonths),
  performanceYearStart: dateText(limits.performanceYearStart),
  'performanceYearStart.month': monthText(limits.performanceYearStart),
  leaveYearEnd: dateText(limits.leaveYearEnd),
  'leaveYearEnd.month': monthText(limits.leaveYearEnd),
});

export function LimitsForm(props: EditProps) {
  const { protocol } = props.draft;
  const form = useEdit(props, 'limits', { ...limitAnswers(protocol.limits), why: '' });
  const { values } = form;
  const check = () => {
    const parsed = ProtocolLimits.safeParse(
      Object.fromEntries(
        LIMITS.map(({ field, unit }) => [
          field,
          unit === 'day'
            ? `${values[`${field}.month`]}-${values[field].trim().padStart(2, '0')}`
            : values[field].trim() === ''
              ? null
              : Number(values[field]),
        ]),
      ),
    );
    if (!parsed.success) {
      const fields = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
      return wrong(
        LIMITS.filter(({ field }) => fields.has(field)).map(({ field, label, unit }) => ({
          field,
          text: `${label}: enter ${unit === 'day' ? 'a day of the month' : `a number of ${unit}`}`,
        })),
      );
    }
    if (parsed.data.longestMonths < parsed.data.usualMonths) {
      return wrong([
        { field: 'longestMonths', text: 'The longest length must not be below the usual length' },
      ]);
    }
    return keepEdited(props, withLimits(protocol, parsed.data), null, values.why);
  };
  return (
    <EditForm edit={props} form={form} heading="Limits" check={check} why="why">
      {LIMITS.map(({ field, label, unit }) =>
        unit === 'day' ? (
          <div key={field}>
            <TextInput
              {...form.field(field)}
              label={`${label}: day`}
              width={2}
              inputMode="numeric"
            />
            <Select
              {...form.field(`${field}.month`)}
              label={`${label}: month`}
              empty={null}
              choices={MONTHS.map((text, at) => ({
                value: String(at + 1).padStart(2, '0'),
                text,
              }))}
            />
          </div>
        ) : (
          <TextInput
            key={field}
            {...form.field(field)}
            label={label}
            hint={
              unit === 'days' && field === 'dueSoonDays'
                ? 'Days before the due date.'
                : `In ${unit}.`
            }
            width={4}
            inputMode="numeric"
          />
        ),
      )}
    </EditForm>
  );
}

export function ReadingForm(props: EditProps) {
  const { draft, which } = props;
  const before = draft.protocol.readings[which];
  const form = useEdit(props, `reading.${which}`, {
    words: before?.words ?? '',
    reading: before?.reading ?? '',
    why: '',
  });
  const { values } = form;
  const check = () => {
    const errors = [
      ...textProblems('words', values.words, 'Enter the words that are open'),
      ...textProblems('reading', values.reading, 'Enter how they are read'),
    ];
    if (errors.length > 0) return wrong(errors);
    const next = { words: oneLine(values.words), reading: oneLine(values.reading) };
    return keepEdited(props, withReading(draft.protocol, which, next), null, values.why);
  };
  return (
    <EditForm edit={props} form={form} heading={`Reading ${which}`} check={check} why="why">
      <p>A reading says how open words are read. It moves no date: change the rows for that.</p>
      <TextArea {...form.field('words')} label="Words that are open" rows={2} />
      <TextArea {...form.field('reading')} label="How they are read" />
    </EditForm>
  );
}

const rolesIn = (text: string): Role[] => ROLES.filter((role) => text.split(',').includes(role));

/** Several of the roles, kept as one text. */
export function RoleTicks({
  id,
  value,
  error,
  onChange,
  label,
  props,
}: {
  readonly id: string;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly props: EditProps;
}) {
  return (
    <Checkboxes
      id={id}
      label={label}
      error={error}
      ticked={rolesIn(value)}
      onChange={(ticked) => {
        onChange(ticked.join(','));
      }}
      choices={ROLES.map((role) => ({ value: role, text: roleName(props.draft.protocol, role) }))}
    />
  );
}

export const tickedRoles = rolesIn;

export function MeetingForm(props: EditProps) {
  const { draft, which } = props;
  const parsed = MeetingKind.safeParse(which);
  const kind = parsed.success ? parsed.data : 'quarterly';
  const before = draft.protocol.meetings[kind];
  const form = useEdit(props, `meeting.${kind}`, {
    required: before?.required.join(',') ?? '',
    whereAppropriate: before?.whereAppropriate.join(',') ?? '',
    others: before?.others.join('\n') ?? '',
    out: '',
    why: '',
  });
  const { values } = form;
  const check = () => {
    const required = rolesIn(values.required);
    const whereAppropriate = rolesIn(values.whereAppropriate);
    const others = [...linesOf(values.others)];
    const isOut = values.out === 'yes';
    const errors: readonly FieldError[] = isOut
      ? []
      : [
          ...(required.length === 0
            ? [{ field: 'required', text: 'Choose who has to attend' }]
            : []),
          ...(required.some((role) => whereAppropriate.includes(role))
            ? [{ field: 'whereAppropriate', text: 'Choose each role once' }]
            : []),
          ...(others.length > 10 ? [{ field: 'others', text: 'Enter 10 at the most' }] : []),
          ...others.flatMap((other) => textProblems('others', other, null)).slice(0, 1),
        ];
    if (errors.length > 0) return wrong(errors);
    const next = isOut ? null : { required, whereAppropriate, others };
    return keepEdited(props, withMeeting(draft.protocol, kind, next), null, values.why);
  };
  return (
    <EditForm edit={props} form={form} heading={meetingTitle(kind)} check={check} why="why">
      <RoleTicks {...form.field('required')} label="Who has to attend" props={props} />
      <RoleTicks {...form.field('whereAppropriate')} label="Where appropriate" props={props} />
      <TextArea
        {...form.field('others')}
        label="Others"
        hint="People who have none of these roles, one on each line."
        rows={2}
      />
      {before === undefined ? null : (
        <Checkbox
          {...form.field('out')}
          {...tickOf(form.field('out'))}
          label="Leave this meeting out of the protocol"
        />
      )}
    </EditForm>
  );
}

/** `which` is its place in the list, or `new`. */
export function LinkForm(props: EditProps) {
  const { draft, which } = props;
  const at = which === 'new' ? draft.protocol.links.length : Number(which);
  const before = draft.protocol.links[at];
  const form = useEdit(props, `link.${which}`, {
    title: before?.title ?? '',
    place: before?.place ?? '',
    out: '',
    why: '',
  });
  const { values } = form;
  const check = () => {
    if (values.out === 'yes') {
      return keepEdited(props, withLink(draft.protocol, at, null), null, values.why);
    }
    const title = oneLine(values.title);
    const isTwice = draft.protocol.links.some(
      (link, place) => place !== at && link.title === title,
    );
    const errors: readonly FieldError[] = [
      ...textProblems('title', values.title, 'Enter a title'),
      ...textProblems('place', values.place, null),
      ...(isTwice ? [{ field: 'title', text: 'This title is in the list already' }] : []),
      ...(before === undefined && draft.protocol.links.length >= 60
        ? [{ field: 'title', text: 'There are 60 already, which is the most' }]
        : []),
    ];
    if (errors.length > 0) return wrong(errors);
    const next = { title, place: oneLine(values.place) };
    return keepEdited(props, withLink(draft.protocol, at, next), null, values.why);
  };
  return (
    <EditForm
      edit={props}
      form={form}
      heading={before === undefined ? 'Add an appendix or policy' : 'Appendix or policy'}
      check={check}
      why="why"
    >
      <TextInput {...form.field('title')} label="Title" />
      <TextInput
        {...form.field('place')}
        label="Where it is"
        hint="An address or a folder. Leave it empty if it is not attached."
        isCode
      />
      {before === undefined ? null : (
        <Checkbox
          {...form.field('out')}
          {...tickOf(form.field('out'))}
          label="Take it out of the list"
        />
      )}
    </EditForm>
  );
}
