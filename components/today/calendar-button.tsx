/** Saves what is due as a calendar file: one duty, one secondment, what waits for the person, or everything. */
import { useState } from 'react';
import { useAnnounce } from '@/components/ui/announce';
import { LinkButton } from '@/components/ui/button';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { saveFile } from '@/components/ui/save-file';
import { useOrder } from '@/components/use-link';

export type CalendarOf =
  | { readonly what: 'everything' | 'mine' }
  /** `id`: of the secondment, or of what is recorded of the duty. */
  | { readonly what: 'secondment' | 'duty'; readonly id: string };

const FILE = 'liaison-notebook.ics';

/** A block of its own: a paragraph cannot hold it, since it says what went wrong. */
export function CalendarButton({
  of,
  children = 'Add to calendar',
  about,
}: {
  readonly of: CalendarOf;
  readonly children?: string;
  /** Words added for a screen reader, such as the title of the duty. */
  readonly about?: string;
}) {
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const save = async () => {
    const answer = await order('calendarFile', {
      what: of.what,
      id: 'id' in of ? of.id : null,
    });
    setErrors(refusal(answer));
    if (answer.state === 'done' && answer.value !== null) {
      saveFile(answer.value, FILE, 'text/calendar');
      say('The calendar file was saved.');
    }
  };
  return (
    <div>
      <ErrorSummary errors={errors} />
      <LinkButton
        about={about}
        onClick={() => {
          void save();
        }}
      >
        {children}
      </LinkButton>
    </div>
  );
}

/** What a calendar file is, beside the button that saves one. */
export const CALENDAR_HINT =
  'Open the file in your calendar. It is not sealed, and names nobody. It does not change by itself: save it again, and the new dates replace the old ones.';
