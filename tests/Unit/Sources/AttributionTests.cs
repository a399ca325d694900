using FsCheck;
using FsCheck.Fluent;
using Opportune.Core;
using Opportune.Sources;
using Opportune.Sources.People;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Whose patient it is, read from tables: by hand-made cases, and against a second, naive derivation over random hospitals.</summary>
public sealed class AttributionTests : IDisposable
{
    private static readonly DateOnly AsOf = new(2026, 11, 14);

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // The own clinician goes before others who saw the patient more often, if seen within 24 months, on the first day of them too.
    [InlineData("own 2026-01-01|card 2026-02-01|card 2026-03-01", "own", AttributedBy.PrimaryCare, "primary care, last seen 1 Jan 2026")]
    [InlineData("own 2024-11-14|card 2026-02-01|card 2026-03-01", "own", AttributedBy.PrimaryCare, "primary care, last seen 14 Nov 2024")]
    [InlineData("own 2024-11-13|card 2026-02-01", "card", AttributedBy.Visits, "1 visit since 14 Nov 2024, the last on 1 Feb 2026")]
    [InlineData("own 2026-11-15|card 2026-02-01|card 2026-11-14", "card", AttributedBy.Visits, "2 visits since 14 Nov 2024, the last on 14 Nov 2026")]
    // Never the radiologist, nobody who left, nobody whom the source does not name.
    [InlineData("rad 2026-01-01|rad 2026-01-02|left 2026-02-01|left 2026-02-02|ghost 2026-03-01|ghost 2026-03-02|card 2026-01-03", "card", AttributedBy.Visits, "1 visit since 14 Nov 2024, the last on 3 Jan 2026")]
    // Ties: the latest visit, then the id.
    [InlineData("card 2026-01-01|ortho 2026-01-02", "ortho", AttributedBy.Visits, "1 visit since 14 Nov 2024, the last on 2 Jan 2026")]
    [InlineData("ortho 2026-01-01|card 2026-01-01", "card", AttributedBy.Visits, "1 visit since 14 Nov 2024, the last on 1 Jan 2026")]
    // Nobody saw the patient: who ordered the exam.
    [InlineData("rad 2026-01-01", "ortho", AttributedBy.Ordering, "ordered the exam with the finding")]
    public void The_first_step_of_the_rule_that_names_somebody_holds(string visits, string expected, AttributedBy by, string because)
    {
        Write(visits.Split('|').Select(v => $"P1 {v}"), orderedBy: "ortho");
        var person = Assert.Single(Read());
        Assert.Equal((expected, by, because), (person.Candidates[0].Id, person.Candidates[0].By, person.Candidates[0].Because));
    }

    [Theory]
    [InlineData("rad")]
    [InlineData("left")]
    [InlineData("ghost")]
    [InlineData("-")]
    public void Where_nobody_may_be_responsible_the_patient_is_the_pools(string orderedBy)
    {
        Write(["P1 rad 2026-01-01", "P1 left 2026-01-01", "P2 card 2026-01-01"], orderedBy);
        Assert.Empty(Assert.Single(Read()).Candidates);
    }

    [Fact]
    public void The_own_clinician_counts_only_by_a_role_in_primary_care_or_one_that_is_not_said()
    {
        Write(["P1 card 2026-01-01", "P1 ortho 2026-02-01", "P1 ortho 2026-02-02"], responsible: "card");
        Assert.Equal([("ortho", AttributedBy.Visits), ("card", AttributedBy.Visits)], Assert.Single(Read()).Candidates.Select(c => (c.Id, c.By)));
        Write(["P1 plain 2026-01-01", "P1 ortho 2026-02-01", "P1 ortho 2026-02-02"], responsible: "plain");
        Assert.Equal([("plain", AttributedBy.PrimaryCare), ("ortho", AttributedBy.Visits)], Assert.Single(Read()).Candidates.Select(c => (c.Id, c.By)));
    }

    [Fact]
    public void Visits_and_appointments_of_a_merged_patient_are_those_of_the_one_who_stands_for_both()
    {
        Write(["P1 card 2026-01-01", "P0 ortho 2026-01-02", "P0 ortho 2026-01-03"], appointments: ["P0 2026-11-20 card", "P1 2026-11-21 ortho", "P1 2026-11-14 own"]);
        var person = Assert.Single(Read(new Dictionary<string, string> { ["P0"] = "P1" }));
        Assert.Equal(["ortho", "card"], person.Candidates.Select(c => c.Id));
        Assert.Equal((new DateOnly(2026, 11, 20), "card", "Dr. card"), (person.NextVisit!.Value, person.NextVisitProviderId, person.NextVisitProvider));
    }

    [Fact]
    public void Of_several_rows_of_a_patient_the_first_says_who_that_is()
    {
        Write([]);
        File.Delete(_folder["patients.parquet"]);
        Directory.CreateDirectory(_folder["patients"]);
        CanonicalFiles.Write(_folder["patients/1.parquet"], "patient_id birth_date:date sex mrn", "P2 1950-01-01 F 200");
        CanonicalFiles.Write(_folder["patients/2.parquet"], "patient_id birth_date:date sex mrn", "P1 1950-01-01 F 111", "P1 1950-01-01 F 112");
        CanonicalFiles.Write(_folder["patients/3.parquet"], "patient_id birth_date:date sex mrn", "P1 1950-01-01 F 113");
        Assert.Equal("111", Assert.Single(Read(rowsRepeat: true)).Mrn);
    }

    [Fact]
    public void Those_to_choose_from_are_at_work_and_no_radiologists()
    {
        Write([]);
        using var source = InputFolder.Open(_folder.Path);
        Assert.Equal(["card", "ortho", "own", "plain"], new PatientDirectory(source, new([], false), new Dictionary<string, string>(), new(), AsOf).Clinicians.Select(c => c.Id));
    }

    [Fact]
    public void A_naive_second_derivation_over_random_hospitals_says_the_same()
    {
        string[] staff = ["own", "plain", "card", "ortho", "rad", "left", "ghost"];
        var visit =
            from patient in Gen.Choose(1, 4)
            from with in Gen.Elements([.. staff, "-"])
            from days in Gen.Choose(-10, 800)
            select $"P{patient} {with} {AsOf.AddDays(-days):yyyy-MM-dd}";
        var hospital =
            from visits in Gen.ListOf(visit)
            from responsible in Gen.Elements([.. staff, "-"])
            from ordering in Gen.Elements([.. staff, "-"])
            select (Visits: visits.ToList(), responsible, ordering);
        Prop.ForAll(hospital.ToArbitrary(), h =>
        {
            Write(h.Visits, h.ordering, h.responsible);
            var told = Assert.Single(Read()).Candidates.Select(c => (c.Id, c.By)).Cast<(string, AttributedBy)?>().FirstOrDefault();
            Assert.Equal(Naive(h.Visits, h.ordering, h.responsible), told);
            // In whatever order the rows come.
            h.Visits.Reverse();
            Write(h.Visits, h.ordering, h.responsible);
            Assert.Equal(told, Assert.Single(Read()).Candidates.Select(c => (c.Id, c.By)).Cast<(string, AttributedBy)?>().FirstOrDefault());
        }).QuickCheckThrowOnFailure();
    }

    // Word for word as README has the rule, one sentence after the other.
    private static (string, AttributedBy)? Naive(List<string> rows, string ordering, string responsible)
    {
        string[] mayBe = ["own", "plain", "card", "ortho"];
        var visits = rows.Select(r => r.Split(' ')).Select(r => (Patient: r[0], With: r[1], Day: DateOnly.Parse(r[2], System.Globalization.CultureInfo.InvariantCulture)))
            .Where(v => v.Patient == "P1" && mayBe.Contains(v.With) && v.Day >= AsOf.AddYears(-2) && v.Day <= AsOf).ToList();
        if (responsible is "own" or "plain" && visits.Exists(v => v.With == responsible))
            return (responsible, AttributedBy.PrimaryCare);
        if (visits.Count > 0)
        {
            var most = mayBe.Max(m => visits.Count(v => v.With == m));
            var latest = mayBe.Where(m => visits.Count(v => v.With == m) == most).Max(m => visits.Where(v => v.With == m).Max(v => v.Day));
            return (mayBe.Where(m => visits.Count(v => v.With == m) == most && visits.Exists(v => v.With == m && v.Day == latest)).Min(StringComparer.Ordinal)!, AttributedBy.Visits);
        }
        return mayBe.Contains(ordering) ? (ordering, AttributedBy.Ordering) : null;
    }

    private List<DirectoryPerson> Read(IReadOnlyDictionary<string, string>? merged = null, bool rowsRepeat = false)
    {
        using var source = InputFolder.Open(_folder.Path);
        var directory = new PatientDirectory(source, new([new("P1", "F1")], rowsRepeat), merged ?? new Dictionary<string, string>(), new(), AsOf);
        foreach (var slice in PatientDirectory.CareTables.SelectMany(table => Slices(source, table)))
            directory.Add(Copy(directory.ReadCare(slice, CancellationToken.None)));
        return [.. Slices(source, Table.Patients).SelectMany(slice => directory.People(slice, CancellationToken.None))];
    }

    private static IReadOnlyList<SourceSlice> Slices(InputFolder source, Table table) => SourceSlice.Cut(source, table, 1);

    // As another process gets it.
    private static CareBook Copy(CareBook book)
    {
        var bytes = new MemoryStream();
        book.Write(new(bytes));
        return CareBook.Read(new(new MemoryStream(bytes.ToArray())));
    }

    private void Write(IEnumerable<string> visits, string orderedBy = "-", string responsible = "own", string[]? appointments = null)
    {
        CanonicalFiles.Write(_folder["patients.parquet"], "patient_id birth_date:date sex provider_id", $"P1 1950-01-01 F {responsible}", "P2 1950-01-01 F own");
        CanonicalFiles.Write(_folder["providers.parquet"], CanonicalFiles.Schema("provider_id name role active:flag"),
        [
            ["own", "Dr. own", "Primary Care Physician", "1"], ["plain", "Dr. plain", null, null], ["card", "Dr. card", "cardiologist", "1"],
            ["ortho", "Dr. ortho", "orthopedic surgeon", "1"], ["rad", "Dr. rad", "Neuroradiologist", "1"], ["left", "Dr. left", "primary care physician", "0"],
        ]);
        CanonicalFiles.Write(_folder["encounters.parquet"], "patient_id provider_id encounter_date:date", [.. visits]);
        CanonicalFiles.Write(_folder["appointments.parquet"], "patient_id appointment_date:date provider_id", appointments ?? []);
        CanonicalFiles.Write(_folder["imaging_findings.parquet"], "finding_id patient_id accession exam_date:date modality ordering_provider_id",
            $"F1 P1 A1 2026-05-03 CT {orderedBy}", "F2 P1 A2 2026-05-03 CT own");
    }
}
