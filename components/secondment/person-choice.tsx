/** The question which person: someone the notebook knows, or a new name. */
import { Select, TextInput, type Choice } from '@/components/ui/text-fields';
import { problem, type FieldError } from '@/components/ui/field-error';
import type { FieldProps } from './record-form';
import { ROLE_NAMES, type Person, type Role } from '@/lib/domain/people';
import type { RecordId } from '@/lib/domain/record';

/** The answer that opens the box for a new name; no id begins with a plus. */
const NEW_PERSON = '+new';
/** The answer that leaves the part open for now. */
const NOBODY_YET = '+nobody';

/** People by name, those of the wanted roles first. */
function personChoices(people: readonly Person[], roles: readonly Role[]): readonly Choice[] {
  const byName = people.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  const isWanted = (person: Person): boolean => roles.includes(person.role);
  return [
    ...byName.filter((person) => isWanted(person)),
    ...byName.filter((person) => !isWanted(person)),
  ].map((person) => ({ value: person.id, text: `${person.name}, ${ROLE_NAMES[person.role]}` }));
}

export type ChosenPerson =
  | { readonly state: 'person'; readonly id: RecordId }
  | { readonly state: 'new'; readonly name: string }
  | { readonly state: 'nobody' }
  | { readonly state: 'wrong'; readonly errors: readonly FieldError[] };

export interface PersonAnswer {
  readonly choice: string;
  readonly name: string;
}

/** Reads the answer. `fields` name the two questions, `missing` is the error of an empty one. */
export function readPerson(
  answer: PersonAnswer,
  people: readonly Person[],
  fields: { readonly choice: string; readonly name: string },
  missing: string,
): ChosenPerson {
  if (answer.choice === NOBODY_YET) return { state: 'nobody' };
  if (answer.choice === NEW_PERSON) {
    const name = answer.name.trim();
    return name === ''
      ? { state: 'wrong', errors: problem(true, fields.name, 'Enter their full name') }
      : { state: 'new', name };
  }
  const person = people.find(({ id }) => id === answer.choice);
  return person === undefined
    ? { state: 'wrong', errors: problem(true, fields.choice, missing) }
    : { state: 'person', id: person.id };
}

export function PersonChoice({
  label,
  hint,
  people,
  roles,
  choice,
  name,
  mayBeNobody = false,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly people: readonly Person[];
  /** The roles whose people stand first. */
  readonly roles: readonly Role[];
  readonly choice: FieldProps;
  readonly name: FieldProps;
  readonly mayBeNobody?: boolean;
}) {
  return (
    <>
      <Select
        {...choice}
        label={label}
        hint={hint}
        empty="Choose a person"
        choices={[
          ...personChoices(people, roles),
          { value: NEW_PERSON, text: 'Someone who is not in this list' },
          ...(mayBeNobody ? [{ value: NOBODY_YET, text: 'Not known yet' }] : []),
        ]}
      />
      {choice.value === NEW_PERSON && <TextInput {...name} label="Full name" />}
    </>
  );
}
