using Opportune.Core;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Sources;

public sealed class InputFolderTests : IDisposable
{
    private const string PatientColumns = "patient_id birth_date:date sex";
    private const string FindingColumns = "finding_id patient_id accession exam_date:date modality";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Opens_what_is_there_and_leaves_out_what_is_not()
    {
        WriteBoth();
        using var input = InputFolder.Open(_folder.Path);
        Assert.Equal([Table.Patients, Table.ImagingFindings], input.Tables);
        Assert.Empty(input.Files(Table.Conditions));
        Assert.Null(input.Feeds);
        Assert.Equal(["p1"], CanonicalFiles.Read(input.Files(Table.Patients), "patient_id"));
        Assert.Equal(["null"], CanonicalFiles.Read(input.Files(Table.Patients), "site"));
    }

    [Theory]
    [InlineData(".csv")]
    [InlineData(".tsv")]
    [InlineData(".arrow")]
    [InlineData(".parquet")]
    public void Every_format_gives_the_same_values(string extension)
    {
        WriteBoth();
        var typed = extension is ".parquet" or ".arrow";
        CanonicalFiles.Write(_folder["results" + extension], CanonicalFiles.Schema(Table.Results, typed),
        [
            ["r1", "p1", "LOINC", "33914-3", "eGFR", "2026-01-31", "59.5", "mL/min", "", "final", "2026-02-01"],
            [null, "p2", "LOINC", "33914-3", "", "1999-12-31", null, null, "a \"b\", c", null, null],
        ]);
        using var input = InputFolder.Open(_folder.Path);
        var files = input.Files(Table.Results);
        Assert.Equal(["r1", "null"], CanonicalFiles.Read(files, "row_id"));
        Assert.Equal(["2026-01-31", "1999-12-31"], CanonicalFiles.Read(files, "result_date"));
        Assert.Equal(["59.5", "null"], CanonicalFiles.Read(files, "value"));
        Assert.Equal("a \"b\", c", CanonicalFiles.Read(files, "text")[1]);
        Assert.Equal(["2026-02-01", "null"], CanonicalFiles.Read(files, "recorded_at"));
    }

    [Fact]
    public void Folders_named_key_and_value_are_columns()
    {
        WriteBoth();
        CanonicalFiles.Write(_folder["encounters/site=North%20East/part-1.csv"], "patient_id encounter_date", "p1 2026-01-01");
        CanonicalFiles.Write(_folder["encounters/site=__HIVE_DEFAULT_PARTITION__/part-0.csv"], "patient_id encounter_date", "p2 2026-01-02", "p3 2026-01-03");
        File.WriteAllText(_folder["encounters/_SUCCESS"], "");
        using var input = InputFolder.Open(_folder.Path);
        var files = input.Files(Table.Encounters);
        Assert.Equal(["encounters/site=North%20East/part-1.csv", "encounters/site=__HIVE_DEFAULT_PARTITION__/part-0.csv"], files.Select(f => f.Name));
        Assert.Equal(["North East", "null", "null"], CanonicalFiles.Read(files, "site"));
        Assert.Equal(["p1", "p2", "p3"], CanonicalFiles.Read(files, "patient_id"));
    }

    [Fact]
    public void An_integer_id_is_its_shortest_text_and_a_text_id_stays_as_it_is()
    {
        CanonicalFiles.Write(_folder["patients.parquet"], "patient_id:integer birth_date:date sex", "7 1950-01-01 F", "-12 1950-01-01 F");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], FindingColumns.Replace(":date", "", StringComparison.Ordinal), "007 7 a 2026-01-01 CT");
        using var input = InputFolder.Open(_folder.Path);
        Assert.Equal(["7", "-12"], CanonicalFiles.Read(input.Files(Table.Patients), "patient_id"));
        Assert.Equal(["007"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id"));
    }

    [Fact]
    public void Timestamps_become_dates()
    {
        CanonicalFiles.Write(_folder["patients.parquet"], "patient_id birth_date:local sex", "p1 1949-12-31T23:59:59 F", "p2 1970-01-01T00:00:00 M");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], FindingColumns.Replace(":date", "", StringComparison.Ordinal),
            "f1 p1 a 2026-01-01T23:59 CT", "f2 p1 b 2026-01-02T00:00:00.5 CT", "f3 p1 c 2026-02-30 CT", "f4 p1 d 1.2.2026 CT", "f5 p1 e 2026-01-01x CT");
        using var input = InputFolder.Open(_folder.Path);
        Assert.Equal(["1949-12-31", "1970-01-01"], CanonicalFiles.Read(input.Files(Table.Patients), "birth_date"));
        Assert.Equal(
            ["2026-01-01", "2026-01-02", "invalid", "invalid", "invalid"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "exam_date"));
    }

    [Fact]
    public void Instants_become_dates_in_the_declared_zone()
    {
        CanonicalFiles.Write(_folder["patients.parquet"], "patient_id birth_date:instant sex", "p1 1950-06-30T23:30:00Z F");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], FindingColumns.Replace(":date", "", StringComparison.Ordinal), "f1 p1 a 2026-01-01T23:30:00Z CT");
        using var input = InputFolder.Open(_folder.Path, TimeZoneInfo.CreateCustomTimeZone("plus-one", TimeSpan.FromHours(1), null, null));
        Assert.Equal(["1950-07-01"], CanonicalFiles.Read(input.Files(Table.Patients), "birth_date"));
        Assert.Equal(["2026-01-02"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "exam_date"));
    }

    [Fact]
    public void Numbers_integers_and_flags_are_read_from_text_and_marked_where_they_are_none()
    {
        CanonicalFiles.Write(_folder["patients.csv"], "patient_id birth_date sex active restricted", "p1 1950-01-01 F TRUE no", "p2 1950-01-01 F maybe 1");
        CanonicalFiles.Write(_folder["imaging_findings.csv"], "finding_id patient_id accession exam_date modality line value",
            "f1 p1 a 2026-01-01 CT 2 1e3", "f2 p1 a 2026-01-01 CT 2.5 <5", "f3 p1 a 2026-01-01 CT - NaN");
        using var input = InputFolder.Open(_folder.Path);
        Assert.Equal(["1", "invalid"], CanonicalFiles.Read(input.Files(Table.Patients), "active"));
        Assert.Equal(["0", "1"], CanonicalFiles.Read(input.Files(Table.Patients), "restricted"));
        Assert.Equal(["2", "invalid", "null"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "line"));
        Assert.Equal(["1000", "invalid", "invalid"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "value"));
    }

    [Fact]
    public void Feeds_are_intervals_with_a_usual_lag()
    {
        WriteBoth();
        CanonicalFiles.Write(_folder["feeds.csv"], "feed site code_system covered_from covered_to allowed_lag",
            "medications north RXNORM 2020-01-01 2023-12-31 90", "medications - - 2024-01-01 2026-01-01 -");
        using var input = InputFolder.Open(_folder.Path);
        Assert.Equal(
        [
            new(Table.Medications, "north", "RXNORM", new(new(2020, 1, 1), new(2023, 12, 31)), 90),
            new(Table.Medications, null, null, new(new(2024, 1, 1), new(2026, 1, 1)), 14),
        ], input.Feeds!);
    }

    [Fact]
    public void Found_feeds_reach_from_the_first_to_the_last_date()
    {
        var found = new FoundFeeds();
        found.Add(Table.Results, new(new(2024, 5, 1), new(2025, 1, 1)));
        found.Add(Table.Results, new(DateOnly.MaxValue, DateOnly.MinValue));
        found.Add(Table.Results, new(new(2023, 5, 1), new(2024, 6, 1)));
        Assert.Equal([new(Table.Results, null, null, new(new(2023, 5, 1), new(2025, 1, 1)), 14)], found.Intervals);
    }

    private void WriteBoth()
    {
        CanonicalFiles.Write(_folder["patients.parquet"], PatientColumns, "p1 1950-01-01 F");
        CanonicalFiles.Write(_folder["imaging_findings.parquet"], FindingColumns, "f1 p1 a1 2026-01-01 CT");
    }
}
