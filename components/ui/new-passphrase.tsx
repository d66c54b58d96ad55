/** A passphrase that is new, typed twice: its two fields, and what is wrong with them. */
import { errorOf, problem, type FieldError } from './field-error';
import { PasswordInput } from './text-fields';
import { isLongEnough, PASSPHRASE_RULE } from '@/lib/domain/passphrase';

const AGAIN = 'again';

/** `missing` is the error of an empty one. */
export function newPassphraseProblems(
  field: string,
  missing: string,
  typed: string,
  again: string,
): readonly FieldError[] {
  const isShort = !isLongEnough(typed);
  return [
    ...problem(typed === '', field, missing),
    ...problem(typed !== '' && isShort, field, PASSPHRASE_RULE),
    ...problem(!isShort && again !== typed, AGAIN, 'The two passphrases are not the same'),
  ];
}

export function NewPassphrase({
  id,
  label,
  typed,
  onTyped,
  again,
  onAgain,
  errors,
}: {
  readonly id: string;
  readonly label: string;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly again: string;
  readonly onAgain: (again: string) => void;
  readonly errors: readonly FieldError[];
}) {
  return (
    <>
      <PasswordInput
        id={id}
        label={label}
        hint="At least 4 words or 16 characters. You can paste it."
        autoComplete="new-password"
        value={typed}
        error={errorOf(errors, id)}
        onChange={onTyped}
      />
      <PasswordInput
        id={AGAIN}
        label={`${label} again`}
        autoComplete="new-password"
        value={again}
        error={errorOf(errors, AGAIN)}
        onChange={onAgain}
      />
    </>
  );
}
