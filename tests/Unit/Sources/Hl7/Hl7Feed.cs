using System.Text;
using Opportune.Core;
using Opportune.Sources;
using Opportune.Sources.Hl7;
using Opportune.Sources.Snapshots;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Files of invented HL7 messages in a folder of their own, and what is taken of them.</summary>
internal sealed class Hl7Feed : IDisposable
{
    private readonly TemporaryFolder _folder = Some.Folder();

    public Hl7Feed() => Directory.CreateDirectory(_folder["feed"]);

    public static Hl7Source Source { get; } = new()
    {
        Id = "hl7",
        Title = "invented",
        Hash = "one",
        Zone = TimeZoneInfo.CreateCustomTimeZone("west", TimeSpan.FromHours(-5), "west", "west"),
        Patient = new("HOSP", null),
        Accession = [new("OBR", 18, 1), new("OBR", 3, 1)],
        Modalities = [new(null, null, ["DXA"], "DXA"), new("CT", null, [], "CT")],
        Sections = new Dictionary<string, string> { ["IMP"] = "impression", ["GDT"] = "findings", ["ADT"] = "addendum" },
        CodeSystems = new Dictionary<string, string> { ["LN"] = "LOINC", ["I10"] = "ICD10CM" },
        Statuses = new Dictionary<string, Hl7Status>
        {
            ["F"] = Hl7Status.Final,
            ["C"] = Hl7Status.Corrected,
            ["A"] = Hl7Status.Addendum,
            ["P"] = Hl7Status.Preliminary,
            ["X"] = Hl7Status.Withdrawn,
        },
    };

    public IReadOnlyList<SourceReject> Rejects { get; private set; } = [];

    public string this[string name] => Path.Combine(_folder["feed"], name);

    public string Taken => _folder["taken"];

    /// <summary>A report's message; its observations are the rest of OBX segments, from OBX-2 on.</summary>
    public static string Oru(string sent, string status, string accession, params string[] observations) =>
        string.Join('\r',
        [
            $"MSH|^~\\&|RIS|NORTH|X|Y|{sent}||ORU^R01^ORU_R01|{sent}|P|2.5.1",
            "PID|1||9^^^BILL~007^^^HOSP^MR||Who^Ada^B||19500304|F||^Mixed|||555",
            "PV1|1|O",
            $"OBR|1||{accession}^RIS|71250^CT Chest^C4|||20260201100000-0800|||||||||77^Doe||||||{sent}||CT|{status}",
            .. observations.Select((o, i) => $"OBX|{i + 1}|{o}"),
        ]) + "\r";

    public Hl7Feed With(string name, params string[] messages)
    {
        File.WriteAllText(this[name], string.Concat(messages));
        return this;
    }

    public Hl7Feed With(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this;
    }

    public TakenSource Take(Hl7Source? source = null)
    {
        using var writer = SnapshotWriter.Begin(Taken, "hl7", TimeProvider.System);
        Hl7Taking.Take(source ?? Source, _folder["feed"], writer, 2, CancellationToken.None);
        var snapshot = writer.Finish();
        Rejects = snapshot.Rejects;
        return snapshot.Taken;
    }

    /// <summary>The rows of a table, those columns, in the order of the files.</summary>
    public IReadOnlyList<string> Rows(Table table, params string[] columns)
    {
        foreach (var required in CanonicalTable.All.Where(t => t.Required && !Directory.Exists(_folder[$"taken/{t.Name}"])))
            CanonicalFiles.Write(_folder[$"taken/{required.Name}.parquet"], CanonicalFiles.Schema(required.Table, typed: true), []);
        using var input = InputFolder.Open(Taken);
        var files = input.Files(table);
        if (files.Count == 0)
            return [];
        var read = columns.Select(c => CanonicalFiles.Read(files, c)).ToList();
        return [.. Enumerable.Range(0, read[0].Count).Select(row => string.Join(" | ", read.Select(c => c[row])))];
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Bytes of a text, each character one.</summary>
    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
