/** What a person types about themselves, and what is wrong with it. */
import { problem, type FieldError } from '@/components/ui/field-error';
import type { DraftValues } from '@/components/use-link';
import { AboutMe } from '@/lib/domain/people';

export const NOTHING_ABOUT_ME = {
  name: '',
  role: '',
  jobTitle: '',
  grade: '',
  qualifications: '',
  registration: '',
  organisation: '',
} as const;
export type AboutQuestion = keyof typeof NOTHING_ABOUT_ME;
export type AboutValues = DraftValues<AboutQuestion>;

/** The person as typed, without spaces around, or what is missing. */
export function readAboutMe(
  values: AboutValues,
):
  | { readonly about: AboutMe; readonly errors: readonly [] }
  | { readonly about: null; readonly errors: readonly FieldError[] } {
  const trimmed = Object.fromEntries(
    Object.entries(values).map(([question, value]) => [question, value.trim()]),
  );
  const parsed = AboutMe.safeParse(trimmed);
  const errors = [
    ...problem(values.name.trim() === '', 'name', 'Enter your name'),
    ...problem(values.role === '', 'role', 'Choose your role'),
  ];
  if (parsed.success && errors.length === 0) {
    return { about: parsed.data, errors: [] };
  }
  return {
    about: null,
    errors:
      errors.length > 0
        ? errors
        : [{ field: 'name', text: 'Each answer must be 500 characters or fewer' }],
  };
}
