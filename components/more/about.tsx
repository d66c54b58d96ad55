/** About: what this is, what it is not, and whose work it stands on. */
import type { ScreenProps } from '@/components/shell/screen';
import { BackLink } from '@/components/ui/button';
import { Inset } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';

export function About({ go }: ScreenProps) {
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Heading>About Liaison Notebook</Heading>
      <Inset>
        <p>
          The official record stays in NDelius and in the youth justice system. This is the notebook
          beside it.
        </p>
      </Inset>
      <p>
        Liaison Notebook keeps what a youth offending team and its probation partners share:
        secondments, transfers to Probation and the meetings about both.
      </p>
      <SubHeading>Where your notes are</SubHeading>
      <p>
        They are stored on the devices of the people in the notebook, and nowhere else. They are
        locked with your passphrase. What travels between devices can be read by those people only.
      </p>
      <SubHeading>Licence</SubHeading>
      <p>
        Liaison Notebook is open source under the MIT licence. It uses GOV.UK Frontend and MOJ
        Frontend (MIT, Crown copyright), React, Yjs and Tiptap (MIT). It is not a GOV.UK service.
      </p>
    </>
  );
}
