/** Who was there: one choice for each person who is asked for or invited, and further people. */
import { use, useState } from 'react';
import { ReadingOnly } from '@/components/ui/action-bar';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Details, SummaryList } from '@/components/ui/facts';
import { ErrorSummary } from '@/components/ui/form';
import { Select, TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import { Attendance } from '@/lib/domain/meeting';
import type { RecordId } from '@/lib/domain/record';
import { ATTENDANCE_WORDS, NEED_WORDS } from './meeting-words';

const CHOICES = Attendance.shape.state
  .unwrap()
  .options.map((value) => ({ value, text: ATTENDANCE_WORDS[value] }));

const roleWords = ({ role, name, need }: Attendance): string =>
  [...(role === '' || role === name ? [] : [role]), NEED_WORDS[need]].join('. ');

export function AttendanceList({
  meeting,
  attendance,
}: {
  readonly meeting: RecordId;
  readonly attendance: readonly Attendance[];
}) {
  const order = useOrder();
  const isReadingOnly = use(ReadingOnly);
  const draft = useDraft(`meeting.${meeting}.guest`, { name: '', role: '' });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const record = async (id: RecordId, state: string): Promise<void> => {
    setErrors(refusal(await order('change', { kind: 'attendance', id, fields: { state } })));
  };
  const add = async (): Promise<void> => {
    const name = draft.values.name.trim();
    if (name === '') {
      setErrors([{ field: 'guest-name', text: 'Enter the name of the person' }]);
      return;
    }
    const answer = await order('create', {
      kind: 'attendance',
      fields: { meeting, name, role: draft.values.role.trim(), need: 'invited' },
    });
    setErrors(refusal(answer));
    if (answer.state === 'done') draft.clear();
  };
  if (isReadingOnly) {
    return (
      <SummaryList
        facts={attendance.map((each) => ({
          key: each.name,
          value: (
            <>
              {ATTENDANCE_WORDS[each.state]}
              <p className="app-quiet">{roleWords(each)}</p>
            </>
          ),
        }))}
      />
    );
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <div className="app-attendance">
        {attendance.map((each) => (
          <Select
            key={each.id}
            id={`attendance-${each.id}`}
            label={each.name}
            hint={roleWords(each)}
            choices={CHOICES}
            empty={null}
            value={each.state}
            onChange={(state) => {
              void record(each.id, state);
            }}
          />
        ))}
      </div>
      <Details summary="Add someone else">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextInput
            id="guest-name"
            label="Name"
            value={draft.values.name}
            error={errorOf(errors, 'guest-name')}
            onChange={(value) => {
              draft.set('name', value);
            }}
          />
          <TextInput
            id="guest-role"
            label="Role (optional)"
            value={draft.values.role}
            onChange={(value) => {
              draft.set('role', value);
            }}
          />
          <button type="submit" className="govuk-button govuk-button--secondary">
            Add person
          </button>
        </form>
      </Details>
    </>
  );
}
