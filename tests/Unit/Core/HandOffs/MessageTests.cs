using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Tests.Unit.Jobs;

namespace Opportune.Tests.Unit.Core.HandOffs;

/// <summary>The texts that go to clinicians: what they say, and that nothing in a record makes them too long or leads them astray.</summary>
public class MessageTests
{
    private static readonly HandOffRules Shipped = (JobsFolder.Load(Repository.Jobs, siteValueSets: null, new Problems()) ?? throw new InvalidOperationException("the shipped files have errors")).HandOff!;

    private static readonly Dictionary<string, string?> Usual = new()
    {
        ["patient"] = "Quispe, Ursula",
        ["born"] = "3 May 1950",
        ["record"] = "42-0000123",
        ["paragraph"] = "Report of 3 May 2026 (CT chest): vertebral fracture, T12. No DXA and no osteoporosis drug found up to 31 Oct 2026. Consider: DXA of spine and hip.",
        ["looked-for"] = "DXA from 3 May 2024: none found up to 31 Oct 2026",
        ["limits"] = "Read from reports and codes, not from images.",
        ["sender"] = "Nora",
    };

    // What names and reports have been seen to hold, and what somebody might put there on purpose.
    private static readonly string[] Pieces =
    [
        "a", " ", "Ursula", "\u05e2\u05d1\u05e8\u05d9\u05ea", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f9b4", "e\u0301",
        "\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\u0007", "\r\n", "\u2028", "\ud800", "{limits}", "{closing}", "<script>", "=1+1", new string('\u0301', 400), new string('W', 900),
    ];

    private static readonly Gen<string> Hostile =
        from parts in Gen.ListOf(Gen.Elements(Pieces))
        from times in Gen.Elements(1, 1, 1, 40)
        select string.Concat(Enumerable.Repeat(string.Concat(parts), times));

    [Fact]
    public void A_message_says_finding_what_was_looked_for_options_and_limits_and_ends_with_the_sentence()
    {
        Assert.Equal(
            """
            Quispe, Ursula, born 3 May 1950, record 42-0000123

            Report of 3 May 2026 (CT chest): vertebral fracture, T12. No DXA and no osteoporosis drug found up to 31 Oct 2026. Consider: DXA of spine and hip.
            Looked for: DXA from 3 May 2024: none found up to 31 Oct 2026.
            Limits: Read from reports and codes, not from images.

            Reply to Nora: ordered or started, declined (why), patient declined, not my patient, or a clinic date.
            Candidate for clinician review; not a diagnosis, order or prescription.
            """.ReplaceLineEndings("\n"),
            Shipped.First.Fill(Usual, HandOffRules.LongestMessage, Wording.Closing));
    }

    [Fact]
    public void Whatever_the_record_holds_a_message_stays_within_its_length_and_keeps_its_end()
    {
        var values = from texts in Gen.ListOf(Hostile, MessagePlace.All.Count) select texts.ToList();
        Prop.ForAll(values.ToArbitrary(), texts =>
        {
            var filled = MessagePlace.All.Zip(texts).ToDictionary(p => p.First.Name, p => (string?)p.Second);
            foreach (var template in new[] { Shipped.First, Shipped.Reminder })
                Check(template.Fill(filled, HandOffRules.LongestMessage, Wording.Closing), HandOffRules.LongestMessage, "\n" + Wording.Closing);
            Check(Shipped.SummaryItem.Fill(filled, HandOffRules.LongestItem), HandOffRules.LongestItem, "");
            Check(Shipped.SummaryHead.Fill(filled, HandOffRules.LongestItem), HandOffRules.LongestItem, "");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_too_long_is_shortened_between_letters_and_limits_go_first()
    {
        var family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466";
        var message = Shipped.First.Fill(new Dictionary<string, string?>(Usual) { ["limits"] = string.Concat(Enumerable.Repeat(family, 400)) }, HandOffRules.LongestMessage, Wording.Closing);
        Assert.Contains(Usual["paragraph"]!, message, StringComparison.Ordinal);
        Assert.Contains("Limits: " + family, message, StringComparison.Ordinal);
        Assert.EndsWith(family + "\u2026\n\nReply to Nora: ordered or started, declined (why), patient declined, not my patient, or a clinic date.\n" + Wording.Closing, message, StringComparison.Ordinal);
        Assert.InRange(MessageTemplate.Length(message), HandOffRules.LongestMessage - 6, HandOffRules.LongestMessage);
    }

    [Theory]
    [InlineData("a\r\n\tb \u2028 c", "a b c")]
    [InlineData("\u202eabc\u202c\u2066d\u2069\u200be\ufeff", "abcde")]
    [InlineData("\u05d0\u05d1 \u0627\u0628", "\u05d0\u05d1 \u0627\u0628")]
    [InlineData("\U0001f469\u200d\u2695\ufe0f", "\U0001f469\u200d\u2695\ufe0f")]
    [InlineData(null, "")]
    public void Signs_that_only_steer_are_taken_out_and_letters_stay(string? text, string clean) => Assert.Equal(clean, MessageTemplate.Clean(text));

    [Fact]
    public void Half_a_character_is_shown_as_one_that_could_not_be_read() => Assert.Equal("x\ufffdy", MessageTemplate.Clean("x\ud800y"));

    private static void Check(string message, int longest, string ending)
    {
        Assert.InRange(MessageTemplate.Length(message), 0, longest);
        Assert.EndsWith(ending, message, StringComparison.Ordinal);
        Assert.All(message.EnumerateRunes(), r => Assert.False(Rune.GetUnicodeCategory(r) is UnicodeCategory.Format or UnicodeCategory.Control && r.Value is not ('\n' or 0x200C or 0x200D)));
        // Only the template's own lines: no value begins a new one.
        Assert.True(message.Count(c => c == '\n') <= 12);
    }
}
