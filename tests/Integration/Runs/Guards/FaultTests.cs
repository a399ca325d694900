using Opportune.Runs;
using Opportune.Runs.Guards;

namespace Opportune.Tests.Integration.Runs.Guards;

/// <summary>Faults of a source, put into an invented hospital: each is caught, by the guard that names it, and holds no more than depends on it.</summary>
public sealed class FaultTests(FaultTests.Nights nights) : IClassFixture<FaultTests.Nights>
{
    private const string Site = "NORTHGATE";
    private const string Spanish =
        "Se observan calcificaciones ateromatosas en la aorta abdominal. No se identifica derrame pleural. Fractura por compresion del cuerpo vertebral L1, sin cambios respecto al estudio previo.";

    private static readonly DateOnly AsOf = new(2026, 11, 14);

    /// <summary>What a fault does to the tables.</summary>
    private static readonly Dictionary<string, Action<HospitalTables, IReadOnlyDictionary<string, string>>> Faults = new()
    {
        ["findings have no rows"] = (h, _) => h.RemoveRows("imaging_findings", _ => true),
        ["patients have no rows"] = (h, _) => h.RemoveRows("patients", _ => true),
        ["medications have no rows"] = (h, _) => h.RemoveRows("medications", _ => true),
        ["procedures have no rows"] = (h, _) => h.RemoveRows("procedures", _ => true),
        ["medications are gone"] = (h, _) => h.RemoveTable("medications"),
        ["half of the findings are gone"] = (h, _) => h.RemoveRows("imaging_findings", r => Half(r["accession"])),
        ["half of the findings of a site are gone"] = (h, site) => h.RemoveRows("imaging_findings", r => site[r["patient_id"]!] == Site && Half(r["accession"])),
        ["all findings of a site are gone"] = (h, site) => h.RemoveRows("imaging_findings", r => site[r["patient_id"]!] == Site),
        ["half of the medications of a site are gone"] = (h, site) => h.RemoveRows("medications", r => site[r["patient_id"]!] == Site && Half(r["row_id"])),
        ["half of the conditions are gone"] = (h, _) => h.RemoveRows("conditions", r => Half(r["row_id"])),
        ["half of the patients of a site are gone"] = (h, _) => h.RemoveRows("patients", r => r["site"] == Site && Half(r["patient_id"])),
        ["encounters of a site are gone"] = (h, site) => h.RemoveRows("encounters", r => site[r["patient_id"]!] == Site),
        ["the text is empty"] = (h, _) => h.Change("imaging_findings", "finding_text", _ => null),
        ["half of the texts are empty"] = (h, _) => h.Change("imaging_findings", "finding_text", r => Half(r["accession"]) ? null : r["finding_text"]),
        ["the texts are cut short"] = (h, _) => h.Change("imaging_findings", "finding_text", r => r["finding_text"] is { Length: > 20 } text ? text[..20] : r["finding_text"]),
        ["the texts of a site are in Spanish"] = (h, site) => h.Change("imaging_findings", "finding_text", r => site[r["patient_id"]!] == Site ? Spanish : r["finding_text"]),
        ["values of results are empty"] = (h, _) => h.Change("results", "value", _ => null),
        ["units of results are empty"] = (h, _) => h.Change("results", "unit", _ => null),
        ["days of supply are empty"] = (h, _) => h.Change("medications", "days_supply", _ => null),
        ["states of medications are empty"] = (h, _) => h.Change("medications", "status", _ => null),
        ["codes of conditions are empty"] = (h, _) => h.Change("conditions", "code", _ => null),
        ["sites of patients are empty"] = (h, _) => h.Change("patients", "site", _ => null),
        ["condition codes are renamed"] = (h, _) => h.Change("conditions", "code_system", _ => "ICD-NEW"),
        ["a third of the medication codes is renamed"] = (h, _) => h.Change("medications", "code_system", r => Third(r["row_id"]) ? "HOUSE" : r["code_system"]),
        ["medication codes of a site are renamed"] = (h, site) => h.Change("medications", "code_system", r => site[r["patient_id"]!] == Site ? "HOUSE" : r["code_system"]),
        ["a delivery comes twice"] = (h, _) => h.Repeat("medications", r => r.Date("start_date") > AsOf.AddDays(-365)),
        ["exam dates lie in the future"] = (h, _) => h.Change("imaging_findings", "exam_date", r => $"{r.Date("exam_date").AddYears(10):yyyy-MM-dd}"),
        ["patients of findings are written otherwise"] = (h, _) => h.Change("imaging_findings", "patient_id", r => "X" + r["patient_id"]),
        ["half of the birth dates are impossible"] = (h, _) => h.Change("patients", "birth_date", r => Half(r["patient_id"]) ? "1066-10-14" : r["birth_date"]),
        ["sex is written otherwise"] = (h, _) => h.Change("patients", "sex", _ => "?"),
        ["all reports are preliminary"] = (h, _) => h.Change("imaging_findings", "report_status", _ => "preliminary"),
        ["all medications are cancelled"] = (h, _) => h.Change("medications", "status", _ => "cancelled"),
        ["a feed of a site stopped"] = (h, _) => h.Change("feeds", "covered_to", r => r["site"] == Site && r["feed"] == "medications" ? $"{AsOf.AddDays(-40):yyyy-MM-dd}" : r["covered_to"]),
    };

    public static TheoryData<string, string, string, bool> Expected => new()
    {
        // What happens, which guard names it, which measures are held (all, or those that use the table), at the one site only.
        { "findings have no rows", GuardNames.NoRows, "all", false },
        { "patients have no rows", GuardNames.NoRows, "all", false },
        { "medications have no rows", GuardNames.NoRows, "medications", false },
        { "procedures have no rows", GuardNames.NoRows, "procedures", false },
        { "medications are gone", GuardNames.NoRows, "medications", false },
        { "half of the findings are gone", GuardNames.SharpDrop, "all", false },
        { "half of the findings of a site are gone", GuardNames.SharpDrop, "all", true },
        { "all findings of a site are gone", GuardNames.SharpDrop, "all", true },
        { "half of the medications of a site are gone", GuardNames.SharpDrop, "medications", true },
        { "half of the conditions are gone", GuardNames.SharpDrop, "conditions", false },
        { "half of the patients of a site are gone", GuardNames.SharpDrop, "all", true },
        { "encounters of a site are gone", GuardNames.SharpDrop, "encounters", false },
        { "the text is empty", GuardNames.NullColumn, "all", false },
        { "half of the texts are empty", GuardNames.NullColumn, "all", false },
        { "the texts are cut short", GuardNames.SharpDrop, "all", false },
        { "the texts of a site are in Spanish", GuardNames.UnknownWords, "all", true },
        { "values of results are empty", GuardNames.NullColumn, "results", false },
        { "units of results are empty", GuardNames.NullColumn, "results", false },
        { "days of supply are empty", GuardNames.NullColumn, "medications", false },
        { "states of medications are empty", GuardNames.NullColumn, "medications", false },
        { "codes of conditions are empty", GuardNames.SharpDrop, "conditions", false },
        { "sites of patients are empty", GuardNames.SharpDrop, "all", false },
        { "condition codes are renamed", GuardNames.UnknownCodeSystem, "conditions", false },
        { "a third of the medication codes is renamed", GuardNames.UnknownCodeSystem, "medications", false },
        // Drugs are known by their names too, so no site has fewer.
        { "medication codes of a site are renamed", GuardNames.UnknownCodeSystem, "medications", false },
        { "a delivery comes twice", GuardNames.Repeats, "medications", false },
        { "exam dates lie in the future", GuardNames.Refused, "all", false },
        { "patients of findings are written otherwise", GuardNames.SharpDrop, "all", false },
        { "half of the birth dates are impossible", GuardNames.Refused, "all", false },
        { "sex is written otherwise", GuardNames.Refused, "all", false },
        { "all reports are preliminary", GuardNames.SharpDrop, "all", false },
        { "all medications are cancelled", GuardNames.SharpDrop, "medications", false },
        { "a feed of a site stopped", GuardNames.FeedStale, "medications", true },
    };

    [Theory, MemberData(nameof(Expected))]
    public async Task Is_caught_and_holds_what_depends_on_it(string fault, string guard, string dependsOn, bool atOneSite)
    {
        var spoilt = nights.Hospital.Copy();
        Faults[fault](spoilt, nights.Hospital.SiteOf);
        var held = RunGuards.Check(await spoilt.Look(AsOf), nights.Published, nights.Parts, HospitalTables.Rules, new());
        var told = string.Join('\n', held.Select(h => $"{h.Part.Measure} at {h.Part.Site}: {h.Guard}: {h.Detail}"));
        var use = MeasureUse.Of(HospitalTables.Rules);
        var expected = nights.Parts.Where(p => (!atOneSite || p.Site == Site) && (dependsOn == "all" || use[p.Measure].Uses(Core.CanonicalTable.Named(dependsOn)!.Table))).Order(Order).ToList();
        Assert.NotEmpty(expected);
        Assert.True(expected.SequenceEqual(held.Select(h => h.Part).Order(Order)), told);
        Assert.True(held.All(h => h.Guard == guard), told);
    }

    [Fact]
    public void Every_fault_has_its_expectation() =>
        Assert.Equal(Faults.Keys.Order(), Expected.Select(row => row.Data.Item1).Order());

    [Fact]
    public async Task The_same_night_again_holds_nothing() =>
        Assert.Empty(RunGuards.Check(await nights.Hospital.Look(AsOf), nights.Published, nights.Parts, HospitalTables.Rules, new()));

    private static readonly Comparer<MeasurePart> Order = Comparer<MeasurePart>.Create((a, b) => string.CompareOrdinal($"{a.Measure} {a.Site}", $"{b.Measure} {b.Site}"));

    private static bool Half(string? id) => (id!.Sum(c => c * 7) & 1) == 0;

    private static bool Third(string? id) => id!.Sum(c => c * 7) % 3 == 0;

    /// <summary>The hospital, and what of it is published: made once.</summary>
    public sealed class Nights : IAsyncLifetime
    {
        internal HospitalTables Hospital { get; } = HospitalTables.Invent(6000, 21, AsOf);

        internal IReadOnlyDictionary<MeasurePart, GuardedRun> Published { get; private set; } = null!;

        internal IReadOnlyList<MeasurePart> Parts { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var clean = await Hospital.Look(AsOf);
            Parts = [.. from measure in HospitalTables.Rules.Measures from site in clean.Counts.Sites select new MeasurePart(measure.Id, site)];
            Published = Parts.ToDictionary(p => p, _ => clean);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
