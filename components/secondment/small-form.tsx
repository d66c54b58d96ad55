/** A small form on a page of its own: one thing to change, saved or left. */
import type { Checked, RecordForm } from './record-form';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import type { ReactNode } from 'react';

export function SmallForm<Question extends string>({
  form,
  heading,
  caption,
  check,
  back,
  save = 'Save',
  children,
}: {
  readonly form: RecordForm<Question>;
  readonly heading: string;
  readonly caption: string;
  readonly check: () => Checked;
  readonly back: () => void;
  /** The word on the main button. */
  readonly save?: string;
  readonly children: ReactNode;
}) {
  if (!form.isReady) return null;
  return (
    <>
      <BackLink onClick={back} />
      <Heading caption={caption}>{heading}</Heading>
      <Form
        errors={form.errors}
        onSubmit={() => {
          form.submit(check);
        }}
      >
        {children}
        <ActionBar>
          <Button>{save}</Button>
          <Button
            kind="secondary"
            onClick={() => {
              form.clear();
              back();
            }}
          >
            Cancel
          </Button>
        </ActionBar>
      </Form>
    </>
  );
}
