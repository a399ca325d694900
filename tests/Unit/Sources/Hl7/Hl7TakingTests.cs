using System.Text;
using Opportune.Core;

namespace Opportune.Tests.Unit.Sources;

/// <summary>HL7 v2 radiology messages, as they become snapshots.</summary>
public sealed class Hl7TakingTests : IDisposable
{
    private const string Thin = "TX|19005-8&IMP^Impression^LN|1|Bones are thin.||||||F";

    private readonly Hl7Feed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void A_report_is_its_texts_by_section_its_codes_its_numbers_and_its_exam()
    {
        _feed.With("a.hl7", Hl7Feed.Oru("20260202120000", "F", "A1",
            "TX|1&GDT^x^L|1|Heart normal.||||||F",
            "TX|1&GDT^x^L|2|Aorta~calcified.||||||F",
            Thin,
            "CE|2^Diagnosis^L|1|M81.0^osteoporosis^I10~X1^own^RIS||||||F",
            "NM|80946-7^T-score^LN|1|-2.6|{T}|||||F",
            "ED|3^pdf^L|1|^application^pdf^Base64^AAAA||||||F"));
        var taken = _feed.Take();
        Assert.Equal(
            [
                "A1.1 | 007 | A1 | 2026-02-01 | CT | 2026-02-02 | final | 1 | CT Chest | findings | Heart normal.\nAorta\ncalcified. | null | null",
                "A1.2 | 007 | A1 | 2026-02-01 | CT | 2026-02-02 | final | 2 | CT Chest | impression | Bones are thin. | null | null",
                "A1.3 | 007 | A1 | 2026-02-01 | CT | 2026-02-02 | final | 3 | CT Chest | null | null | ICD10CM | M81.0",
                "A1.4 | 007 | A1 | 2026-02-01 | CT | 2026-02-02 | final | 4 | CT Chest | null | null | local:RIS | X1",
            ],
            _feed.Rows(Table.ImagingFindings, "finding_id", "patient_id", "accession", "exam_date", "modality", "report_date", "report_status", "line", "body_part", "section", "finding_text", "code_system", "code"));
        Assert.Equal(["77 | outpatient | 2026-02-02"], _feed.Rows(Table.ImagingFindings, "ordering_provider_id", "setting", "recorded_at").Distinct());
        Assert.Equal(["LOINC | 80946-7 | -2.6 | {T} | final"], _feed.Rows(Table.Results, "code_system", "code", "value", "unit", "status"));
        Assert.Equal(["local:C4 | 71250 | completed"], _feed.Rows(Table.Procedures, "code_system", "code", "status"));
        Assert.Equal(["007 | 1950-03-04 | F | 007 | Ada Who | 555 | Mixed"], _feed.Rows(Table.Patients, "patient_id", "birth_date", "sex", "mrn", "display_name", "phone", "race"));
        Assert.Equal("a.hl7: 1 OBX hold a value that is not read (ED)", Assert.Single(taken.Notes));
    }

    [Theory]
    [InlineData("\r", "", "")]
    [InlineData("\n", "", "")]
    [InlineData("\r\n", "", "\r\n")]
    [InlineData("\r", "\u000B", "\u001C\r")]
    public void Messages_stand_behind_one_another_or_in_frames_with_any_line_end(string lineEnd, string before, string behind)
    {
        var messages = new[] { "A1", "A2", "A3" }.Select(a => before + Hl7Feed.Oru("20260202120000", "F", a, Thin).Replace("\r", lineEnd, StringComparison.Ordinal) + behind);
        _feed.With("a.hl7", "FHS|^~\\&|batch" + lineEnd + string.Concat(messages) + "BTS|3" + lineEnd);
        _feed.Take();
        Assert.Equal(["A1", "A2", "A3"], _feed.Rows(Table.ImagingFindings, "accession"));
    }

    [Theory]
    [InlineData(@"a \F\ b \S\ c \T\ d \R\ e \E\ f", "a | b ^ c & d ~ e \\ f")]
    [InlineData(@"one\.br\two\.sp\three", "one\ntwo\nthree")]
    [InlineData(@"\H\bold\N\ \X41C3A9\ \.in+4\x", "bold Aé x")]
    [InlineData(@"50\Q\ and \unknown", @"50\Q\ and \unknown")]
    [InlineData("\"\"", null)]
    public void Escapes_are_what_they_stand_for(string written, string? text)
    {
        _feed.With("a.hl7", Hl7Feed.Oru("20260202120000", "F", "A1", $"FT|1|1|{written}||||||F"));
        _feed.Take();
        Assert.Equal(text ?? "", _feed.Rows(Table.ImagingFindings, "finding_text")[0].Replace("null", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Delimiters_and_the_character_set_are_those_that_the_message_names()
    {
        var latin = Hl7Feed.Oru("20260202120000", "F", "A1", "TX|1&IMP|1|Lésion \\XE9\\||||||F").Replace("|P|2.5.1", "|P|2.5.1||||||8859/1", StringComparison.Ordinal);
        var other = Hl7Feed.Oru("20260202120000", "F", "A2", "TX|1&IMP|1|plain||||||F").Replace('|', '#').Replace('^', ':').Replace("MSH#:~", "MSH#:~", StringComparison.Ordinal);
        _feed.With("a.hl7", Hl7Feed.Latin(latin)).With("b.hl7", other)
            .With("c.hl7", Hl7Feed.Oru("20260202120000", "F", "A3", Thin).Replace("|P|2.5.1", "|P|2.5.1||||||BIG-5", StringComparison.Ordinal));
        _feed.Take();
        Assert.Equal(["A1 | impression | Lésion é", "A2 | impression | plain"], _feed.Rows(Table.ImagingFindings, "accession", "section", "finding_text"));
        Assert.Equal(("unknown-character-set", "c.hl7", 1L), (Assert.Single(_feed.Rejects).Rule, _feed.Rejects[0].File, _feed.Rejects[0].Row));
    }

    [Fact]
    public void Of_several_messages_about_a_report_the_last_that_was_signed_counts_wherever_it_lies()
    {
        // In the order of their names the correction comes first, as files from two interfaces do.
        _feed
            .With("a.hl7", Hl7Feed.Oru("20260205120000", "C", "A1", "TX|1&IMP|1|No fracture.||||||C"))
            .With("b.hl7", Hl7Feed.Oru("20260201120000", "P", "A1", "TX|1&IMP|1|Fracture?||||||P"), Hl7Feed.Oru("20260202120000", "F", "A1", "TX|1&IMP|1|Fracture.||||||F"))
            .With("c.hl7", Hl7Feed.Oru("20260202120000", "P", "A2", "TX|1&IMP|1|Early.||||||P"), Hl7Feed.Oru("20260203120000", "P", "A2", "TX|1&IMP|1|Later.||||||P"));
        var taken = _feed.Take();
        Assert.Equal(["A1 | corrected | No fracture.", "A2 | preliminary | Later."], _feed.Rows(Table.ImagingFindings, "accession", "report_status", "finding_text"));
        var book = Assert.Single(taken.Books);
        Assert.Equal((5L, 2L, 3L), (book.Read, book.Used, book.Skipped[SkipReasons.Superseded]));
        Assert.Equal(["007"], _feed.Rows(Table.Patients, "patient_id"));
    }

    [Fact]
    public void An_addendum_stands_behind_its_report_also_from_another_file_until_a_correction_replaces_both()
    {
        _feed
            .With("1.hl7", Hl7Feed.Oru("20260202120000", "F", "A1", Thin), Hl7Feed.Oru("20260202120000", "F", "A2", Thin))
            .With("2.hl7", Hl7Feed.Oru("20260203120000", "A", "A1", "TX|1&ADT|1|Hip fracture as well.||||||F"));
        var taken = _feed.Take();
        Assert.Equal(["A1.1 | final | Bones are thin.", "A1.2 | addendum | Hip fracture as well.", "A2.1 | final | Bones are thin."],
            _feed.Rows(Table.ImagingFindings, "finding_id", "report_status", "finding_text"));
        Assert.Equal(1, Assert.Single(taken.Books).Skipped["stands-with-its-report"]);
        _feed.With("3.hl7", Hl7Feed.Oru("20260204120000", "C", "A1", "TX|1&IMP|1|All normal.||||||C"));
        _feed.Take();
        Assert.Equal(["A2.1 | Bones are thin.", "A1.1 | All normal."], _feed.Rows(Table.ImagingFindings, "finding_id", "finding_text"));
    }

    [Fact]
    public void What_was_withdrawn_is_gone_a_text_or_a_whole_report()
    {
        _feed
            .With("1.hl7", Hl7Feed.Oru("20260202120000", "F", "A1", Thin), Hl7Feed.Oru("20260202120000", "F", "A2", Thin))
            .With("2.hl7", Hl7Feed.Oru("20260203120000", "C", "A1", "TX|1&IMP|1|Bones are thin.||||||W", "TX|1&GDT|1|Heart normal.||||||F", "TX|1&GDT|1|x||||||D"), Hl7Feed.Oru("20260203120000", "X", "A2"));
        var taken = _feed.Take();
        Assert.Equal(["A1 | Heart normal."], _feed.Rows(Table.ImagingFindings, "accession", "finding_text"));
        Assert.Equal(1, Assert.Single(taken.Books).Skipped["withdrawn"]);
    }

    [Fact]
    public void A_file_keeps_its_rows_until_a_later_message_changes_what_counts_in_it()
    {
        foreach (var name in new[] { "1.hl7", "2.hl7" })
        {
            _feed.With(name, Hl7Feed.Oru("20260202120000", "F", "A" + name[0], Thin).Replace("007", "00" + name[0], StringComparison.Ordinal));
            File.SetLastWriteTimeUtc(_feed[name], new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }
        var first = _feed.Take();
        _feed.With("3.hl7", Hl7Feed.Oru("20260203120000", "C", "A1", "TX|1&IMP|1|No.||||||F").Replace("007", "001", StringComparison.Ordinal));
        var second = _feed.Take();
        Assert.Equal([false, true, false], second.Files.Select(f => f.Taken == first.Taken || first.Files.Any(o => o.Name == f.Name && o.Taken == f.Taken)));
        Assert.Equal(["A2", "A1"], _feed.Rows(Table.ImagingFindings, "accession"));
    }

    [Fact]
    public void A_merge_is_a_link_and_other_kinds_of_messages_are_counted()
    {
        const string Head = "MSH|^~\\&|ADT|NORTH|X|Y|20260301||ADT^A40|1|P|2.5.1\rPID|1||007^^^HOSP\r";
        _feed.With("a.hl7", Head + "MRG|008^^^HOSP\r", Head + "MRG|9^^^OTHER\r", "MSH|^~\\&|ADT|NORTH|X|Y|20260301||ADT^A08|1|P|2.5.1\rPID|1||007^^^HOSP\r");
        var taken = _feed.Take();
        Assert.Equal(["008 | 007 | 2026-03-01"], _feed.Rows(Table.PatientLinks, "patient_id", "replaced_by", "linked_date"));
        Assert.Equal(("no-patient", 2L, "MRG-1"), (Assert.Single(_feed.Rejects).Rule, _feed.Rejects[0].Row, _feed.Rejects[0].Column));
        Assert.Equal(1, taken.Books.Single(b => b.Table == "message").Skipped["kind-not-read"]);
    }

    [Theory]
    [InlineData("A1^RIS", "^RIS", "no-accession", "OBR-18 OBR-3")]
    [InlineData("^^^HOSP^", "^^^ELSE^", "no-patient", "PID-3")]
    [InlineData("|CT|F", "|CT|Q", "unknown-status", "OBR-25")]
    [InlineData("20260201100000-0800", "", "no-date", "OBR-7")]
    [InlineData("20260201100000-0800", "20260231", "impossible-date", "OBR-7")]
    [InlineData("MSH|^~\\&|", "MSH|^^\\&|", "bad-delimiters", "MSH")]
    [InlineData("PV1|", "a piece of text\rPV1|", "no-segment", "MSH")]
    public void What_cannot_be_a_report_is_rejected_by_its_rule_and_the_next_is_read(string is_, string becomes, string rule, string field)
    {
        _feed.With("a.hl7", Hl7Feed.Oru("20260202120000", "F", "A1", Thin).Replace(is_, becomes, StringComparison.Ordinal), Hl7Feed.Oru("20260202120000", "F", "A2", Thin));
        _feed.Take();
        Assert.Equal((rule, 1L, field), (Assert.Single(_feed.Rejects).Rule, _feed.Rejects[0].Row, _feed.Rejects[0].Column));
        Assert.Equal(["A2"], _feed.Rows(Table.ImagingFindings, "accession"));
    }

    [Fact]
    public void A_file_that_holds_no_message_stops_the_taking()
    {
        _feed.With("a.hl7", "Dear colleague,\r");
        Assert.Equal("a.hl7: holds something else than HL7 messages (the first begins with no MSH)", Assert.Throws<InputException>(() => _feed.Take()).Message);
        _feed.With("a.hl7", "");
        Assert.Equal("a.hl7: holds no HL7 message (none begins with MSH)", Assert.Throws<InputException>(() => _feed.Take()).Message);
    }

    [Fact]
    public void Whatever_is_changed_in_messages_they_are_read_or_refused_and_the_books_balance()
    {
        var random = new Random(11);
        var text = string.Concat(
            Hl7Feed.Oru("20260202120000", "F", "A1", @"FT|1&GDT|1|a \X41\ \.br\ ~ b||||||F", Thin, "CE|2|1|M81.0^x^I10||||||F", "NM|3^x^LN|1|-2.6||||||F"),
            Hl7Feed.Oru("20260203120000", "A", "A1", "TX|1&ADT|1|more||||||F"),
            "MSH|^~\\&|ADT|NORTH|X|Y|20260301||ADT^A40|1|P|2.5.1\rPID|1||007^^^HOSP\rMRG|008^^^HOSP\r");
        for (var i = 0; i < 400; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(text).ToList();
            for (var changes = random.Next(1, 12); changes > 0; changes--)
            {
                const string Signs = "|^~\\&\r\n\u000B\u001C.XOBM0Z\u00ff";
                var at = random.Next(bytes.Count);
                if (random.Next(3) == 0)
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                else if (random.Next(2) == 0)
                    bytes.Insert(at, (byte)Signs[random.Next(Signs.Length)]);
                else
                    bytes[at] = (byte)Signs[random.Next(Signs.Length)];
            }
            _feed.With("a.hl7", [.. bytes]);
            try
            {
                Assert.All(_feed.Take().Books, b => Assert.Equal(b.Read, b.Used + b.Skipped.Values.Sum() + b.Rejected.Values.Sum()));
            }
            catch (InputException e)
            {
                Assert.StartsWith("a.hl7: ", e.Message, StringComparison.Ordinal);
            }
        }
    }
}
