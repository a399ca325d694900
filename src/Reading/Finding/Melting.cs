using Opportune.Reading.Text;

namespace Opportune.Reading.Finding;

/// <summary>One or more terms side by side that are one statement.</summary>
/// <param name="From">First token.</param>
/// <param name="To">Token after the last.</param>
/// <param name="Family">The family that decides.</param>
/// <param name="First">First term match.</param>
/// <param name="Last">Last term match.</param>
/// <param name="Deciding">The term match that decides.</param>
internal readonly record struct Trigger(int From, int To, int Family, int First, int Last, int Deciding);

/// <summary>Melts neighbouring terms: "calcified | atherosclerotic | plaques" is one statement of three terms.</summary>
internal static class Melting
{
    public static void Melt(Sentence sentence)
    {
        for (var i = 0; i < sentence.Terms.Count;)
        {
            var next = i + 1;
            if (Term(sentence, i).Term is not null)
            {
                var deciding = i;
                for (; next < sentence.Terms.Count && Melts(sentence, next - 1, next); next++)
                {
                    if (Rank(sentence, next) > Rank(sentence, deciding))
                        deciding = next;
                }
                sentence.Triggers.Add(new(sentence.Terms[i].From, sentence.Terms[next - 1].To, Term(sentence, deciding).Family, i, next - 1, deciding));
            }
            i = next;
        }
    }

    private static bool Melts(Sentence sentence, int left, int right)
    {
        var (l, r) = (Term(sentence, left), Term(sentence, right));
        if (l.Term is null || r.Term is null)
            return false;
        if (!sentence.MayMelt(l.Family, r.Family))
            return false;
        for (var token = sentence.Terms[left].To; token < sentence.Terms[right].From; token++)
        {
            if (sentence.Tokens[token].Kind != TokenKind.Redacted)
                return false;
        }
        return !sentence.Parts(sentence.Terms[right].From);
    }

    private static (int Family, Core.LexiconTerm? Term) Term(Sentence sentence, int match) => sentence.Lexicon.Terms[sentence.Terms[match].Entry];

    private static int Rank(Sentence sentence, int match) => sentence.Lexicon.Families[Term(sentence, match).Family].Rank;
}
