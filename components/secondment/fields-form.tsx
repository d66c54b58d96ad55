/** A small form for some fields of a record, made from questions that are data. */
import { readAnswers, typedAnswer, type Asked } from './answers';
import { AskedQuestions } from './asked-questions';
import { onlyChanged, useRecordForm, type Checked } from './record-form';
import { SmallForm } from './small-form';
import type { Answer } from '@/lib/link/contract';
import { useState } from 'react';

export interface FieldsFormProps<Field extends string> {
  /** Names the draft. */
  readonly name: string;
  readonly heading: string;
  readonly caption: string;
  /** The record as it is now; a field that this form leaves alone is not sent. */
  readonly record: Readonly<Partial<Record<Field, unknown>>>;
  readonly questions: readonly Asked<Field>[];
  readonly send: (changed: Readonly<Record<string, unknown>>) => Promise<Answer>;
  readonly back: () => void;
}

/** Every question has its answer: none stays undefined. */
function startOf<Field extends string>({
  questions,
  record,
}: Pick<FieldsFormProps<Field>, 'questions' | 'record'>): Record<string, string> {
  return Object.fromEntries(questions.map(({ field }) => [field, typedAnswer(record[field])]));
}

export function FieldsForm<Field extends string>({
  name,
  heading,
  caption,
  record,
  questions,
  send,
  back,
}: FieldsFormProps<Field>) {
  const [opened] = useState(record);
  const form = useRecordForm<string>(name, startOf({ questions, record }), back);
  const check = (): Checked => {
    const { fields, errors } = readAnswers<string>(questions, form.values);
    if (errors.length > 0) return { state: 'wrong', errors };
    return { state: 'right', send: () => send(onlyChanged(opened, fields)) };
  };
  return (
    <SmallForm form={form} heading={heading} caption={caption} check={check} back={back}>
      <AskedQuestions questions={questions} form={form} />
    </SmallForm>
  );
}
