using System.Text;
using Opportune.Core;
using Opportune.Reading;

namespace Opportune.Tests.Unit.Reading;

public class ReportReaderTests
{
    private const string Report = "INDICATION: Fall, evaluate for\nrib fracture.\nFINDINGS: The aorta is calcified. Old compression\nfracture of T12.\nIMPRESSION:\n1. Aortic calcification.\n2. No acute fracture.";

    [Fact]
    public void Spans_count_code_points()
    {
        var mention = Assert.Single(Dev.Read("Größe 😀 normal. Calcified aorta."));
        Assert.Equal((16, 9, "Calcified"), (mention.Start, mention.Length, mention.Text));
        Assert.Equal("Größe 😀 normal. Calcified aorta.", mention.Excerpt);
    }

    [Theory]
    [InlineData("FINDINGS: There is an acute compression fracture of L1.", true)]
    [InlineData("Heart size is normal. THERE IS  an acute compression-fracture\nof L1! No effusion.", true)]
    [InlineData("There is an acute compression fracture of L1. It is unchanged.", true)]
    [InlineData("There is an acute compression fracture of L2.", false)]
    [InlineData("There is an acute compression fracture of L1 and T12.", false)]
    public void A_sentence_is_known_again_by_its_words(string text, bool isKnown)
    {
        var first = Assert.Single(Dev.Read("There is an acute compression fracture of L1."));
        Assert.Equal(isKnown, Dev.Read(text)[0].SentenceHash == first.SentenceHash);
        Assert.Equal(first.SentenceHash, ReportReader.ReadPlainly(Dev.Compiled, ["There is an acute compression fracture of L1."u8.ToArray()], [null], excerptLength: 0)[0].Mention.SentenceHash);
    }

    [Theory]
    [InlineData("THERE IS NO\nRADIOGRAPHIC EVIDENCE OF DIFFUSE OSTEOPENIA.", "low-bone-density absent")]
    [InlineData("PELVIS AND LEFT HIP WITH\nDISPLACED FRACTURE.", "fracture present, hip-fracture present")]
    [InlineData("Coronary calcium by the Agatston score:\n312 units.", "vascular-calcification present, agatston-score present 312")]
    [InlineData("Aorta:\nCalcified.\nBones are demineralized", "vascular-calcification present, low-bone-density present")]
    public void A_line_that_cannot_end_a_sentence_goes_on(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Dev.Read(text).Where(m => m.Value is not null || m.Concept != "agatston-score").Select(m => $"{Spec.Short([m])}{(m.Value is { } value ? $" {value}" : "")}")));

    [Theory]
    [InlineData("The fracture does not extend to the joint.\nIt involves the distal radius.", "fracture[radius,radius-distal] present")]
    [InlineData("The fracture does not extend to the joint.\n\nIt involves the distal radius.", "fracture present")]
    [InlineData("FINDINGS: There is a fracture.\nIMPRESSION: It involves the distal radius.", "fracture present")]
    public void A_sentence_is_resumed_on_the_next_line_but_not_behind_a_gap(string text, string expected) => Assert.Equal(expected, Spec.Long(Dev.Read(text)));

    [Theory]
    [InlineData("No hip fracture seen\nOsteopenia", "hip-fracture absent, low-bone-density present")]
    [InlineData("Compression fracture: Not present\nBone density: Reduced", "vertebral-fracture absent, low-bone-density present")]
    [InlineData("[x] Aortic calcification without aneurysm: [ ] none [x] mild [ ] severe\nVertebral fracture: [ ] none [x] present", "vascular-calcification present, vertebral-fracture present")]
    [InlineData("PELVIS AND LEFT HIP LATERAL\nDisplaced subcapital fracture of the femur.", "hip-fracture present")]
    public void A_line_of_a_template_or_a_title_is_a_sentence_of_its_own(string text, string expected) => Assert.Equal(expected, Spec.Short(Dev.Read(text)));

    [Fact]
    public void A_sentence_of_few_words_is_not_known_again() => Assert.Equal(0UL, Assert.Single(Dev.Read("Acute fracture of L1.")).SentenceHash);

    [Fact]
    public void Bytes_that_are_not_utf8_count_as_the_decoder_counts_them()
    {
        byte[] text = [0xFF, 0xE2, 0x82, (byte)' ', 0xF0, 0x9F, 0x98, (byte)'.', (byte)' ', .. "Calcified aorta."u8];
        var decoded = Encoding.UTF8.GetString(text);
        var mention = Assert.Single(Dev.Read(text));
        Assert.Equal(decoded.EnumerateRunes().TakeWhile(r => r.Value != 'C').Count(), mention.Start);
    }

    [Fact]
    public void A_section_says_how_its_statements_are_meant()
    {
        Assert.Equal("fracture hypothetical, vascular-calcification present, vertebral-fracture present, vascular-calcification present, fracture absent", Spec.Short(Dev.Read(Report)));
        Assert.Equal(["indication", "findings", "findings", "impression", "impression"], Dev.Read(Report).Select(m => m.Section));
        Assert.Equal(Assertion.Hypothetical, Dev.Read("Atherosclerosis.", "Indication")[0].Assertion);
    }

    [Theory]
    // Nothing but the line break says where the question ends and the answer begins.
    [InlineData("Clinical details: Fall.\nDisplaced fracture of the radius.", "fracture present")]
    [InlineData("HISTORY: FALL\nFRACTURE OF THE RADIUS.\nIMPRESSION: NO OSTEOPENIA.", "fracture present, low-bone-density absent")]
    [InlineData("Technique: CT of the chest.\n\nCalcified aorta.", "vascular-calcification present")]
    [InlineData("PMH: Hip fracture.\nIndication: Fall.\nComparison: None.\nCalcified aorta.", "hip-fracture historical, vascular-calcification present")]
    [InlineData("INDICATION:\nRib fracture.\nCalcified aorta.", "fracture hypothetical, vascular-calcification present")]
    [InlineData("Indication: Fall. There is a fracture of the radius.", "fracture present")]
    [InlineData("Clinical details: Fall, on apixaban. No subdural collection. Calcified aorta.", "vascular-calcification present")]
    [InlineData("Clinical details: Back pain. No known trauma. Osteoporosis.", "low-bone-density hypothetical")]
    [InlineData("Indication: TIA. Both common carotid arteries are patent with slight intimal thickening. On the right a small calcified plaque lies at the carotid bulb, with less than half of the lumen narrowed. Vertebral flow is antegrade on both sides, and velocities are normal.", "vascular-calcification present")]
    [InlineData("Indication: Fall. Known osteoporosis. Hip pain. Hip fracture. Findings: Calcified aorta.", "low-bone-density hypothetical, hip-fracture hypothetical, vascular-calcification present")]
    [InlineData("CLINICAL HISTORY: , Fall.,There is a fracture of the radius.,Osteopenia.", "fracture present, low-bone-density present")]
    // It goes on where the line was broken for its width, and up to the findings where they are announced.
    [InlineData("Indication: A woman of 80 years who fell in her kitchen, with a\nFracture of the radius.", "fracture hypothetical")]
    [InlineData("Indication: Fall.\nFracture of the radius.\nFindings: Calcified aorta.", "fracture hypothetical, vascular-calcification present")]
    [InlineData("Indication: Fall. Fracture of the radius.\nCalcified aorta.", "fracture hypothetical, vascular-calcification present")]
    [InlineData("Past medical history: Osteoporosis.\nFracture of the radius.", "low-bone-density historical, fracture historical")]
    public void What_stands_below_an_indication_is_found(string text, string expected) => Assert.Equal(expected, Spec.Short(Dev.Read(text)));

    [Fact]
    public void A_report_of_several_rows_reads_like_one_of_one_row()
    {
        var rows = Report.Split('\n');
        var found = new List<(int Line, Mention Mention)>();
        new ReportReader(Dev.Compiled).ReadLines([.. rows.Select(r => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(r))], new string?[rows.Length], found);
        Assert.Equal(Spec.Long(Dev.Read(Report)), Spec.Long([.. found.Select(f => f.Mention)]));
        foreach (var (line, mention) in found)
            Assert.Equal(mention.Text, rows[line].Substring(mention.Start, mention.Length));
    }

    [Fact]
    public void A_minus_sign_of_its_own_belongs_to_the_number()
    {
        var mention = Assert.Single(Dev.Read("Lumbar spine T-score \u22122.1."));
        Assert.Equal((21, 4, "\u22122.1"), (mention.Start, mention.Length, mention.Text));
    }

    [Fact]
    public void A_report_of_one_row_may_end_beside_letters_of_several_bytes()
    {
        var found = new List<(int Line, Mention Mention)>();
        new ReportReader(Dev.Compiled).ReadLines([Encoding.UTF8.GetBytes("\u00E9\u00E9 \u2022 Calcified aort\u00E9, calcified aorta\u00E9 \u2022 Osteopenia")], [null], found);
        Assert.Equal("low-bone-density", found[^1].Mention.Concept);
    }

    [Fact]
    public void The_section_column_of_a_row_bounds_its_sentences()
    {
        var found = new List<(int Line, Mention Mention)>();
        new ReportReader(Dev.Compiled).ReadLines(["rib fracture"u8.ToArray(), "Calcified aorta"u8.ToArray()], ["Reason for exam", "Findings"], found);
        Assert.Equal("fracture hypothetical, vascular-calcification present", Spec.Short([.. found.Select(f => f.Mention)]));
    }

    [Fact]
    public void Reading_again_gives_the_same()
    {
        var reader = new ReportReader(Dev.Compiled);
        var (first, second) = (new List<Mention>(), new List<Mention>());
        reader.Read(Encoding.UTF8.GetBytes(Report), null, first);
        reader.Read("Scattered calcified granulomas."u8, null, []);
        reader.Read(Encoding.UTF8.GetBytes(Report), null, second);
        Assert.Equal(Spec.Long(first), Spec.Long(second));
    }

    [Fact]
    public void A_sentence_met_before_says_what_it_says_to_a_fresh_reader_wherever_it_stands()
    {
        var random = new Random(11);
        var reader = new ReportReader(Dev.Compiled);
        string[] sentences = [.. SpecTests.Sentences.Select(r => r.Data.Item1)];
        string[] headers = ["", "FINDINGS: ", "HISTORY: ", "Indication: ", "Über Größe, "];
        for (var i = 0; i < 1500; i++)
        {
            var text = headers[random.Next(headers.Length)]
                + string.Join(random.Next(3) == 0 ? "\n" : " ", Enumerable.Range(0, 1 + random.Next(4)).Select(_ => sentences[random.Next(sentences.Length)]));
            var (met, fresh) = (new List<Mention>(), Dev.Read(text));
            reader.Read(Encoding.UTF8.GetBytes(text), null, met);
            Assert.Equal(Spec.Long(fresh), Spec.Long(met));
            Assert.Equal(fresh.Select(m => (m.Excerpt, m.ExcerptStart)), met.Select(m => (m.Excerpt, m.ExcerptStart)));
        }
    }

    [Fact]
    public void Cuts_anywhere_in_random_bytes_do_no_harm()
    {
        var random = new Random(7);
        var reader = new ReportReader(Dev.Compiled);
        for (var i = 0; i < 3000; i++)
        {
            var text = Encoding.UTF8.GetBytes(Report)[random.Next(40)..(50 + random.Next(100))];
            for (var change = random.Next(6); change > 0 && text.Length > 0; change--)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            var mentions = new List<Mention>();
            reader.Read(text, null, mentions);
            var points = Encoding.UTF8.GetString(text).EnumerateRunes().Count();
            Assert.All(mentions, m => Assert.InRange(m.Start + m.Length, m.Start, points));
        }
    }
}
