/** The step that asks who this person is. Asked once; shown when they sign. */
import { readAboutMe, type AboutQuestion, type AboutValues } from './about-me';
import { ROLE_CHOICES } from './roles';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { errorOf, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextInput } from '@/components/ui/text-fields';
import { useState } from 'react';

const LINES = [
  { question: 'jobTitle', label: 'Job title (optional)', hint: undefined },
  { question: 'grade', label: 'Grade (optional)', hint: undefined },
  {
    question: 'qualifications',
    label: 'Professional qualifications (optional)',
    hint: 'Like BA (Hons), PQiP. Shown when you sign notes.',
  },
  {
    question: 'registration',
    label: 'Registration number (optional)',
    hint: 'Given by your professional body.',
  },
  { question: 'organisation', label: 'Organisation (optional)', hint: undefined },
] as const satisfies readonly {
  question: AboutQuestion;
  label: string;
  hint: string | undefined;
}[];

export function AboutYou({
  values,
  set,
  onBack,
  onDone,
}: {
  readonly values: AboutValues;
  readonly set: (question: AboutQuestion, value: string) => void;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  return (
    <>
      <BackLink onClick={onBack} />
      <Form
        errors={errors}
        onSubmit={() => {
          const read = readAboutMe(values);
          setErrors(read.errors);
          if (read.about !== null) {
            onDone();
          }
        }}
      >
        <Heading>About you</Heading>
        <p>The people you share a notebook with see this.</p>
        <TextInput
          id="name"
          label="Your name"
          value={values.name}
          autoComplete="name"
          error={errorOf(errors, 'name')}
          onChange={(value) => {
            set('name', value);
          }}
        />
        <Select
          id="role"
          label="Your role"
          value={values.role}
          choices={ROLE_CHOICES}
          empty="Choose your role"
          error={errorOf(errors, 'role')}
          onChange={(value) => {
            set('role', value);
          }}
        />
        {LINES.map(({ question, label, hint }) => (
          <TextInput
            key={question}
            id={question}
            label={label}
            hint={hint}
            value={values[question]}
            autoComplete={question === 'organisation' ? 'organization' : 'off'}
            onChange={(value) => {
              set(question, value);
            }}
          />
        ))}
        <ActionBar>
          <Button>Continue</Button>
        </ActionBar>
      </Form>
    </>
  );
}
