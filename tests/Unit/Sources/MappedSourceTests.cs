using System.IO.Compression;
using System.Text;
using Opportune.Core;
using Opportune.Jobs;
using Opportune.Jobs.Sources;
using Opportune.Sources;
using Opportune.Sources.Mapped;
using Opportune.Sources.Snapshots;

namespace Opportune.Tests.Unit.Sources;

public class MappedSourceTests
{
    private const string People = "patients: {from: pat, columns: {patient_id: nr, birth_date: born, sex: {from: sex, values: {w: F, m: M}, otherwise: U}}}";
    private const string Reports = "imaging_findings: {from: rep, columns: {finding_id: id, patient_id: nr, accession: id, exam_date: day, modality: {constant: CT}, finding_text: txt}}";

    [Fact]
    public void A_messy_export_reads_as_what_it_means()
    {
        using var site = new TemporarySite($"""
            text: [encoding: windows-1252, dates: [dd.MM.yyyy, yyyyMMdd], decimal-comma: true, missing: [NULL]]
            tables:
              {People}
              {Reports}
              results: [from: lab, columns: [row_id: id, patient_id: nr, code_system: [constant: LOINC], code: code, result_date: day, value: val, unit: unit]]
            """);
        // Semicolons, CR LF, a quote within quotes, a line end within quotes, an umlaut in one byte, leading zeros.
        site.Write("PAT.csv", Encoding.Latin1.GetBytes("nr;born;sex\r\n007;03.04.1950;w\r\n7;19501231;x\r\n"));
        site.Write("rep.csv", Encoding.Latin1.GetBytes("id;nr;day;txt\r\n1;007;05.06.2020;\"Wirbels\u00e4ule: \"\"alt\"\",\r\nsonst o.B.\"\r\n"));
        site.Write("Lab.tsv", Encoding.Latin1.GetBytes("id\tnr\tday\tcode\tval\tunit\n1\t007\t05.06.2020\t2085-9\t1,5\tmg/dL\n2\t7\t05.06.2020\t2085-9\tNULL\tNULL\n"));
        var taken = site.Take();
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["007", "7"], CanonicalFiles.Read(input.Files(Table.Patients), "patient_id"));
        Assert.Equal(["1950-04-03", "1950-12-31"], CanonicalFiles.Read(input.Files(Table.Patients), "birth_date"));
        Assert.Equal(["F", "U"], CanonicalFiles.Read(input.Files(Table.Patients), "sex"));
        Assert.Equal(["Wirbels\u00e4ule: \"alt\",\r\nsonst o.B."], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_text"));
        Assert.Equal(["1.5", "null"], CanonicalFiles.Read(input.Files(Table.Results), "value"));
        Assert.Equal(["mg/dL", "null"], CanonicalFiles.Read(input.Files(Table.Results), "unit"));
        Assert.All(taken.Taken.Books, b => Assert.Equal(b.Read, b.Used));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-8", true)]
    public void An_encoding_with_its_mark_or_compressed_is_the_same_table(string encoding, bool compress)
    {
        using var site = new TemporarySite($"text: [encoding: {encoding}]\ntables:\n  {People}\n  {Reports}");
        var text = "nr,born,sex\n\u00e9,1950-01-01,m\n";
        byte[] bytes = encoding == "utf-8" ? [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] : [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)];
        site.Write(compress ? "pat.csv.gz" : "pat.csv", compress ? Gzip(bytes) : bytes);
        site.Write("rep.csv", Encoding.GetEncoding(encoding).GetBytes("id,nr,day,txt\n"));
        using var input = InputFolder.Open(site.Take().Folder);
        Assert.Equal(["\u00e9"], CanonicalFiles.Read(input.Files(Table.Patients), "patient_id"));
    }

    [Fact]
    public void A_cell_that_cannot_be_read_rejects_its_row_and_the_rest_is_read()
    {
        using var site = new TemporarySite($"tables:\n  {People}\n  {Reports}\n  results: [from: lab, columns: [patient_id: nr, code_system: [constant: LOINC], code: code, result_date: day, value: val]]");
        site.Write("pat.csv", "nr,born,sex\n1,1950-01-01,m\n2,31.12.1950,w\n,1950-01-01,m\n3,1950-02-30,m\n4,1950-01-01\n5,1950-01-01,w\n");
        site.Write("rep.csv", "id,nr,day,txt\n");
        site.Write("lab.csv", "nr,code,day,val\n1,2085-9,2020-01-01,\"1,5\"\n1,2085-9,2020-01-01,1.234.5\n1,2085-9,2020-01-01,<3\n1,2085-9,2020-01-01,3\n");
        var taken = site.Take();
        Assert.Equal(
            [
                "lab.csv 2 val not-a-number 1,5", "lab.csv 3 val not-a-number 1.234.5", "lab.csv 4 val not-a-number <3",
                "pat.csv 3 born impossible-date 31.12.1950", "pat.csv 4 nr missing-value ", "pat.csv 5 born impossible-date 1950-02-30", "pat.csv 6  wrong-number-of-cells ",
            ],
            taken.Rejects.Select(r => $"{r.File} {r.Row} {r.Column} {r.Rule} {r.Value}"));
        Assert.All(taken.Taken.Books, b => Assert.Equal(b.Read, b.Used + b.Skipped.Values.Sum() + b.Rejected.Values.Sum()));
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["1", "5"], CanonicalFiles.Read(input.Files(Table.Patients), "patient_id"));
        Assert.Equal(["3"], CanonicalFiles.Read(input.Files(Table.Results), "value"));
        Assert.Equal(7, input.TakenRejects.Count());
    }

    [Theory]
    [InlineData("nr,born,sex\n1,1950-01-01,\"m\n2,1950-01-01,w\n", "pat.csv: ends within quotes that open in row 2")]
    [InlineData("nr,born,sex\n1,1950-01-01,\"m\"x\n", "pat.csv: has text after closing quotes in row 2")]
    [InlineData("nr,born,sex\n1,1950-01-01,m\n2,195", "pat.csv: is cut off in row 3")]
    [InlineData("nr,geboren,sex\n1,1950-01-01,m\n", "pat.csv: column 'born' is missing, from which patients.birth_date comes")]
    [InlineData("nr,born,sex\n1,1950-01-01T23:00:00Z,m\n", "pat.csv: column 'born' holds instants (with an offset or Z), row 2; name the zone")]
    [InlineData("", "pat.csv: is empty")]
    public void What_cannot_be_trusted_any_further_stops_the_taking_and_leaves_nothing(string people, string told)
    {
        using var site = new TemporarySite($"tables:\n  {People}\n  {Reports}");
        site.Write("pat.csv", people);
        site.Write("rep.csv", "id,nr,day,txt\n");
        Assert.StartsWith(told, Assert.Throws<InputException>(() => site.Take()).Message);
        Assert.Equal(["raw"], Directory.EnumerateDirectories(site.Folder.Path).Select(d => Path.GetFileName(d)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(200)]
    public void A_packed_text_file_that_was_cut_off_anywhere_stops_the_taking(int cut)
    {
        using var site = new TemporarySite($"tables:\n  {People}\n  {Reports}");
        site.Write("rep.csv", "id,nr,day,txt\n");
        var path = Path.Combine(Path.GetDirectoryName(Directory.EnumerateFiles(site.Folder.Path, "rep.csv", SearchOption.AllDirectories).Single())!, "pat.csv.gz");
        using (var gzip = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes("nr,born,sex\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"{i},19{i % 90 + 10}-01-01,m\n"))));
        Assert.Equal(900, site.Take().Taken.Books.Single(b => b.Table == "pat").Used);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^cut]);
        Assert.Equal("pat.csv.gz: is no gzip file, or is cut off; fetch it again", Assert.Throws<InputException>(() => site.Take()).Message);
    }

    [Fact]
    public void Rows_of_reports_that_lie_anywhere_in_a_file_are_read_together_where_the_mapping_says_so()
    {
        using var site = new TemporarySite($"tables:\n  {People}\n  imaging_findings: [from: rep, sort: accession, columns: [finding_id: id, patient_id: nr, accession: acc, exam_date: day, modality: [constant: CT], line: line, finding_text: txt]]");
        site.Write("pat.csv", "nr,born,sex\n1,1950-01-01,m\n2,1950-01-01,m\n");
        site.Write("rep.csv", "id,nr,acc,day,line,txt\n1,1,A9,2026-01-01,2,second\n2,1,B,2026-01-01,1,other\n3,2,A9,2026-01-01,1,of somebody else\n4,1,A9,2026-01-01,1,first\n5,1,,2026-01-01,1,none\nshort\n6,1,B,not a day,2,refused\n");
        var taken = site.Take();
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["1 1", "4 1", "3 2", "2 1"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "finding_id").Zip(CanonicalFiles.Read(input.Files(Table.ImagingFindings), "patient_id"), (f, p) => $"{f} {p}"));
        // What is wrong is told by its place in the file.
        Assert.Equal([("missing-value", 6L), ("wrong-number-of-cells", 7L), ("impossible-date", 8L)], taken.Rejects.Select(r => (r.Rule, r.Row)).OrderBy(r => r.Row));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(1 << 20)]
    public void Rows_are_sorted_whatever_fits_into_memory_and_equal_ones_stay_as_they_lie(int held)
    {
        var random = new Random(held);
        List<(string Key, string Text)> rows = [.. Enumerable.Range(0, 500).Select(i => ($"{random.Next(40)}", new string('x', random.Next(5)) + i))];
        using var site = new TemporarySite("tables:");
        site.Write("rows.csv", "k,t\n" + string.Concat(rows.Select(r => $"{r.Key},{r.Text}\n")));
        using var sorted = new SortedRows(new TextRows(site.Raw("rows.csv"), "rows.csv", new()).Wanting(["k", "t"]), 2, [0], held);
        List<(string, string, long)> read = [];
        while (sorted.Next())
            read.Add((Encoding.UTF8.GetString(sorted.Text(0)), Encoding.UTF8.GetString(sorted.Text(1)), sorted.Row));
        Assert.Equal(rows.Select((r, i) => (r.Key, r.Text, i + 2L)).OrderBy(r => r.Key, StringComparer.Ordinal), read);
    }

    [Fact]
    public void A_row_with_several_codes_is_several_rows_under_one_row_id()
    {
        using var site = new TemporarySite($"""
            lookups:
              concept: [from: con, key: id, nothing: ["0"], system: voc, systems: [Rx: RXNORM], otherwise: "local:*", code: code, display: name]
            relations:
              ingredient: [from: rel, key: a, value: b, where: [[from: kind, is: [has, of]]], steps: 3, to: concept, column: class, wanted: [Ingredient]]
            tables:
              {People}
              {Reports}
              medications:
                from: drug
                columns: [row_id: id, patient_id: nr, start_date: day]
                codes:
                  - [from: con, through: ingredient, lookup: concept]
                  - [from: con, lookup: concept]
                  - [from: src, lookup: concept]
                  - [system: NDC, code: text, if-none: true]
            """);
        site.Write("pat.csv", "nr,born,sex\n1,1950-01-01,m\n");
        site.Write("rep.csv", "id,nr,day,txt\n");
        site.Write("con.csv", "id,voc,code,name,class\n10,Rx,617310,atorvastatin 20 MG,Drug\n11,Rx,83367,atorvastatin,Ingredient\n12,Own,A1,Lipitor,Drug\n13,Rx,999,nothing,Ingredient\n");
        site.Write("rel.csv", "a,b,kind\n10,20,has\n20,11,of\n10,13,not\n");
        site.Write("drug.csv", "id,nr,day,con,src,text\n1,1,2020-01-01,10,12,x\n2,1,2020-01-01,0,0,00071015523\n3,1,2020-01-01,11,11,x\n4,1,2020-01-01,0,0,\n");
        var taken = site.Take();
        using var input = InputFolder.Open(taken.Folder);
        var columns = new[] { "row_id", "code_system", "code", "display" }.Select(c => CanonicalFiles.Read(input.Files(Table.Medications), c)).ToList();
        Assert.Equal(
            ["1 RXNORM 83367 atorvastatin", "1 RXNORM 617310 atorvastatin 20 MG", "1 local:Own A1 Lipitor", "2 NDC 00071015523 null", "3 RXNORM 83367 atorvastatin"],
            Enumerable.Range(0, columns[0].Count).Select(row => string.Join(' ', columns.Select(c => c[row]))));
        Assert.Equal(1, taken.Taken.Books.Single(b => b.Table == "drug").Skipped["no-code"]);
    }

    [Fact]
    public void Periods_are_joined_and_speak_for_the_tables_that_have_rows()
    {
        using var site = new TemporarySite($"coverage: [from: per, start: a, end: b, tables: [imaging_findings, conditions]]\ntables:\n  {People}\n  {Reports}");
        site.Write("pat.csv", "nr,born,sex\n1,1950-01-01,m\n");
        site.Write("rep.csv", "id,nr,day,txt\n1,1,2020-05-05,x\n");
        site.Write("per.csv", "a,b\n2020-01-01,2020-03-31\n2020-06-01,2020-12-31\n2020-04-01,2020-04-30\n2020-12-31,2020-01-01\n");
        var taken = site.Take();
        using var input = InputFolder.Open(taken.Folder);
        Assert.Equal(["2020-01-01", "2020-06-01"], CanonicalFiles.Read(input.Files(Table.Feeds), "covered_from"));
        Assert.Equal(["2020-04-30", "2020-12-31"], CanonicalFiles.Read(input.Files(Table.Feeds), "covered_to"));
        Assert.Equal(["imaging_findings"], CanonicalFiles.Read(input.Files(Table.Feeds), "feed").Distinct());
        Assert.Equal(1, taken.Taken.Books.Single(b => b.Table == "per").Rejected["impossible-date"]);
    }

    [Fact]
    public void Words_of_two_values_say_neither_and_a_word_is_whole()
    {
        using var site = new TemporarySite($"""
            tables:
              {People}
              imaging_findings: [from: rep, columns: [finding_id: id, patient_id: nr, accession: id, exam_date: day, modality: [first-of: [[from: title, words: [CT: [CT], MR: [MR]]], [constant: OT]]], finding_text: txt]]
            """);
        site.Write("pat.csv", "nr,born,sex\n1,1950-01-01,m\n");
        site.Write("rep.csv", "id,nr,day,txt,title\n1,1,2020-05-05,x,ct chest\n2,1,2020-05-05,x,CT and MR\n3,1,2020-05-05,x,ectopia\n4,1,2020-05-05,x,MR spine\n");
        using var input = InputFolder.Open(site.Take().Folder);
        Assert.Equal(["CT", "OT", "OT", "MR"], CanonicalFiles.Read(input.Files(Table.ImagingFindings), "modality"));
    }

    [Fact]
    public void Typed_files_and_text_give_the_same_rows()
    {
        using var text = new TemporarySite($"tables:\n  {People}\n  {Reports}");
        using var typed = new TemporarySite($"tables:\n  {People}\n  {Reports}");
        text.Write("pat.csv", "nr,born,sex\n7,1950-01-01,m\n8,1960-12-31,w\n");
        text.Write("rep.csv", "id,nr,day,txt\n1,7,2020-05-05,x\n");
        CanonicalFiles.Write(typed.Raw("PAT/a.parquet"), "NR:integer born:date sex", "7 1950-01-01 m");
        CanonicalFiles.Write(typed.Raw("PAT/b.arrow"), "NR:integer born:local sex", "8 1960-12-31T00:00:00 w");
        CanonicalFiles.Write(typed.Raw("rep.parquet"), "id:integer nr:integer day:date txt", "1 7 2020-05-05 x");
        using var a = InputFolder.Open(text.Take().Folder);
        using var b = InputFolder.Open(typed.Take().Folder);
        foreach (var column in new[] { "patient_id", "birth_date", "sex" })
            Assert.Equal(CanonicalFiles.Read(a.Files(Table.Patients), column), CanonicalFiles.Read(b.Files(Table.Patients), column));
        Assert.Equal(CanonicalFiles.Read(a.Files(Table.ImagingFindings), "exam_date"), CanonicalFiles.Read(b.Files(Table.ImagingFindings), "exam_date"));
    }

    [Fact]
    public void Only_what_changed_is_read_again_and_a_changed_lookup_changes_all()
    {
        using var site = new TemporarySite($"""
            lookups: [con: [from: con, key: id]]
            tables:
              patients: [from: pat, columns: [patient_id: nr, birth_date: born, sex: [from: sex, lookup: con, column: name]]]
              {Reports}
            """);
        site.Write("con.csv", "id,name\n1,F\n");
        site.Write("pat.csv", "nr,born,sex\n7,1950-01-01,1\n");
        site.Write("rep.csv", "id,nr,day,txt\n1,7,2020-05-05,x\n");
        var first = site.Take().Taken.Files.Select(f => f.Taken).ToList();
        Assert.Equal(first, site.Take().Taken.Files.Select(f => f.Taken));
        site.Write("con.csv", "id,name\n1,M \n");
        Assert.All(site.Take().Taken.Files.Select(f => f.Taken), t => Assert.DoesNotContain(t, first));
    }

    [Theory]
    [InlineData("text: [dates: [dd/MM/yyyy, MM/dd/yyyy]]", "3:15: a text can be read by 'dd/MM/yyyy' and by 'MM/dd/yyyy' as two different days")]
    [InlineData("text: [encoding: ebcdic]", "3:18: unknown encoding 'ebcdic'")]
    [InlineData("time-zone: Chicago", "3:12: 'Chicago' is no time zone")]
    [InlineData("tables: [patient: [from: pat]]", "3:10: unknown table 'patient'; did you mean 'patients'?")]
    [InlineData("tables: [patients: [from: pat, columns: [patient_id: nr, birthdate: born, sex: sex]]]", "unknown column of patients 'birthdate'; did you mean 'birth_date'?")]
    [InlineData("tables: [patients: [from: pat, columns: [patient_id: nr, sex: sex]]]", "the column 'birth_date' of patients is missing: every row needs it")]
    [InlineData("tables: [patients: [from: pat, columns: [patient_id: [from: nr, constant: x], birth_date: b, sex: s]]]", "say where the value comes from")]
    [InlineData("tables: [patients: [from: pat, columns: [patient_id: [from: nr, lookup: con, column: x], birth_date: b, sex: s]]]", "unknown lookup 'con'")]
    [InlineData("tables: [patients: [from: pat, where: [[from: x]], columns: [patient_id: nr, birth_date: b, sex: s]]]", "a condition says either 'is' or 'not'")]
    public void A_fault_of_a_mapping_is_told_with_its_place(string line, string told)
    {
        using var site = new TemporarySite(line);
        var problems = new Problems();
        Assert.Null(SourceMappingReader.Read(site.Mapping, problems));
        Assert.Contains(problems.All, p => p.ToString().Contains(told, StringComparison.Ordinal));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return to.ToArray();
    }

    // A mapping, a folder of raw files, and the snapshot. In the mappings of these tests [a: b] stands for {a: b}, which C# would take for its own.
    private sealed class TemporarySite : IDisposable
    {
        private int _writes;

        public TemporarySite(string mapping)
        {
            Directory.CreateDirectory(Folder["raw"]);
            File.WriteAllText(Mapping, $"id: site\nkind: tables\n{Braced(mapping)}\ntitle: a test\n");
        }

        public TemporaryFolder Folder { get; } = Some.Folder();

        public string Mapping => Folder["site.yaml"];

        public string Raw(string name) => Folder["raw/" + name];

        public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

        public void Write(string name, byte[] bytes)
        {
            File.WriteAllBytes(Raw(name), bytes);
            File.SetLastWriteTimeUtc(Raw(name), new DateTime(2024, 1, 1, 0, 0, _writes++, DateTimeKind.Utc));
        }

        public Snapshot Take()
        {
            var problems = new Problems();
            var mapping = SourceMappingReader.Read(Mapping, problems);
            Assert.Empty(problems.All);
            using var writer = SnapshotWriter.Begin(Folder["taken"], "site", TimeProvider.System);
            using var source = MappedSource.OfFolder(mapping!, Folder["raw"]);
            source.Take(writer, 2, _ => { }, CancellationToken.None);
            return writer.Finish();
        }

        public void Dispose() => Folder.Dispose();

        // A bracket that opens a mapping: a key and a colon follow it.
        private static string Braced(string text)
        {
            var (braced, open) = (new StringBuilder(text), new Stack<(int At, bool IsMap)>());
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '[')
                {
                    var rest = text.AsSpan(i + 1);
                    var end = rest.IndexOfAny("[],:");
                    open.Push((i, end > 0 && rest[end] == ':'));
                }
                else if (text[i] == ']' && open.Pop() is (var at, true))
                    (braced[at], braced[i]) = ('{', '}');
            }
            return braced.ToString();
        }
    }
}
