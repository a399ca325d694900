using Opportune.Core;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Every bad input is told in one line: what, where, how to mend, and never a cell's value.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Findings = "finding_id patient_id accession exam_date:date modality";
    private const string Finding = "f1 p1 a1 2026-01-01 CT";

    private readonly TemporaryFolder _folder = Some.Folder();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there()
    {
        var told = Assert.Throws<InputException>(() => InputFolder.Open(_folder["nowhere"]));
        Assert.EndsWith("nowhere' does not exist", told.Message);
    }

    [Fact]
    public void A_missing_required_table() => Refused(
        "the input folder has no table 'imaging_findings' (a file imaging_findings.parquet, .arrow, .csv or .tsv, or a folder imaging_findings/)");

    [Fact]
    public void A_table_under_nearly_its_name()
    {
        Write("imaging-finding.csv", "finding_id", "f1");
        Refused("the input folder has no table 'imaging_findings' (a file imaging_findings.parquet, .arrow, .csv or .tsv, or a folder imaging_findings/)"
            + "; did you mean 'imaging-finding'?");
    }

    [Fact]
    public void A_missing_required_column()
    {
        Write("imaging_findings.csv", "finding_id PatientID accession exam_date modality", "f1 p1 a1 2026-01-01 CT");
        Refused("imaging_findings.csv: required column 'patient_id' is missing; did you mean 'PatientID'?");
    }

    [Theory]
    [InlineData("exam_date:date", "exam_date:real", "20260101",
        "column 'exam_date' holds real numbers but must hold dates, timestamps, or text as yyyy-MM-dd; convert it, or map another column in sources")]
    [InlineData("exam_date:date", "exam_date:integer", "20260101",
        "column 'exam_date' holds integers but must hold dates, timestamps, or text as yyyy-MM-dd; convert it, or map another column in sources")]
    [InlineData("exam_date:date", "exam_date:instant", "2026-01-01T00:00:00Z",
        "column 'exam_date' holds instants (UTC), whose date depends on a time zone; declare a time zone for the source (sources mapping)")]
    [InlineData("exam_date:date", "exam_date", "2026-01-01T00:00:00Z",
        "column 'exam_date' holds instants (UTC), whose date depends on a time zone; declare a time zone for the source (sources mapping)")]
    [InlineData("modality", "modality:flag", "1",
        "column 'modality' holds true/false but must hold text; convert it, or map another column in sources")]
    [InlineData("accession", "accession:real", "1.5",
        "column 'accession' holds real numbers but must hold text or whole numbers; convert it, or map another column in sources")]
    public void A_wrong_type(string column, string written, string cell, string told)
    {
        var columns = Findings.Split(' ');
        var cells = Finding.Split(' ');
        var at = Array.IndexOf(columns, column);
        (columns[at], cells[at]) = (written, cell);
        Write("imaging_findings.parquet", string.Join(' ', columns), string.Join(' ', cells));
        Refused("imaging_findings.parquet: " + told);
    }

    [Fact]
    public void A_table_in_two_forms()
    {
        Write("imaging_findings.parquet", Findings, Finding);
        Write("imaging_findings/part-0.parquet", Findings, Finding);
        Refused("imaging_findings.parquet and imaging_findings/ are both there; keep one of them as the table 'imaging_findings'");
    }

    [Fact]
    public void A_foreign_file_in_a_tables_folder()
    {
        Write("imaging_findings/part-0.parquet", Findings, Finding);
        File.WriteAllText(_folder["imaging_findings/notes.txt"], "x");
        Refused("imaging_findings/notes.txt: not a table file (.parquet, .arrow, .csv, .tsv); move it out of the table's folder");
    }

    [Fact]
    public void An_empty_folder_of_a_required_table()
    {
        Directory.CreateDirectory(_folder["imaging_findings"]);
        Refused("imaging_findings/ holds no table file (.parquet, .arrow, .csv, .tsv)");
    }

    [Fact]
    public void A_column_in_the_file_and_in_its_folders_name()
    {
        Write("imaging_findings/modality=CT/part-0.csv", "finding_id patient_id accession exam_date modality", Finding);
        Refused("imaging_findings/modality=CT/part-0.csv: column 'modality' is in the file and in its folder's name; keep one of them");
    }

    [Fact]
    public void Files_of_one_table_with_different_types()
    {
        Write("imaging_findings/a.parquet", Findings, Finding);
        Write("imaging_findings/b.csv", "finding_id patient_id accession exam_date modality", Finding);
        Refused("imaging_findings/b.csv: column 'exam_date' holds text, but dates in imaging_findings/a.parquet; export both alike");
    }

    [Theory]
    [InlineData("imaging_findings.parquet")]
    [InlineData("imaging_findings.arrow")]
    public void A_truncated_file(string name)
    {
        Write(name, Findings, Finding);
        var bytes = File.ReadAllBytes(_folder[name]);
        File.WriteAllBytes(_folder[name], bytes[..(bytes.Length / 2)]);
        var told = Refused();
        Assert.StartsWith(name + ": ", told);
        Assert.EndsWith("; copy or export it again", told);
    }

    [Theory]
    [InlineData("", "too short for a Parquet file; copy or export it again")]
    [InlineData("this is no table at all, whatever its name says", "not a Parquet file, or truncated; copy or export it again")]
    [InlineData("PAR1 the footer says too much ~~~~PAR1", "footer longer than the file; copy or export it again")]
    [InlineData("PAR1 the footer is no footer \u0005\0\0\0PAR1", "header: text is expected; copy or export it again")]
    [InlineData("PARE whole, and not for us \u0005\0\0\0PARE", "encrypted files are not supported; export it otherwise")]
    public void A_foreign_file(string text, string told)
    {
        File.WriteAllText(_folder["imaging_findings.parquet"], text);
        Refused("imaging_findings.parquet: " + told);
    }

    [Theory]
    [InlineData("x - 2020-01-01 2021-01-01 -", "feeds.csv row 1: 'feed' is not the name of a table; write one of ")]
    [InlineData("results - 2020-01-01 - -", "feeds.csv row 1: 'covered_to' is missing or not a date; write it as yyyy-MM-dd")]
    [InlineData("results - 2021-01-01 2020-01-01 -", "feeds.csv row 1: 'covered_to' is before 'covered_from'; exchange them")]
    [InlineData("results SNOWMED 2020-01-01 2021-01-01 -", "feeds.csv row 1: 'code_system' is not known; write one of ")]
    [InlineData("results - 2020-01-01 2021-01-01 soon", "feeds.csv row 1: 'allowed_lag' is not a number of days")]
    public void A_feed_that_says_nothing_clear(string row, string told)
    {
        Write("imaging_findings.parquet", Findings, Finding);
        Write("feeds.csv", "feed code_system covered_from covered_to allowed_lag", row);
        Assert.StartsWith(told, Refused());
    }

    private void Write(string name, string columns, params string[] rows) => CanonicalFiles.Write(_folder[name], columns, rows);

    private void Refused(string told) => Assert.Equal(told, Refused());

    private string Refused()
    {
        Write("patients.csv", "patient_id birth_date sex", "p1 1950-01-01 F");
        var message = Assert.Throws<InputException>(() => InputFolder.Open(_folder.Path)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain(_folder.Path, message);
        return message;
    }
}
