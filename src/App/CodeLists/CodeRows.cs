using Opportune.App.Verify;
using Opportune.Core;
using Opportune.Reference;
using Opportune.Sources;

namespace Opportune.App.CodeLists;

/// <summary>Counts rows of an input and the patients who have them.</summary>
internal sealed class CodeRows
{
    private readonly HashSet<string> _patients = new(StringComparer.Ordinal);

    public long Rows { get; private set; }

    public int Patients => _patients.Count;

    public void Count(SourceRow row)
    {
        Rows++;
        _patients.Add(row.Text("patient_id") ?? "");
    }

    /// <summary>All rows with a code and a day, code and system as rules compare them.</summary>
    public static IEnumerable<(SourceRow Row, string System, string Code, DateOnly Day)> Read(string input)
    {
        var damages = new List<Damage>();
        using var folder = InputFolder.Open(input);
        var reader = new InputRows(damages);
        foreach (var table in new[] { Table.ImagingFindings, Table.Conditions, Table.Medications, Table.Procedures, Table.Results })
        {
            foreach (var row in reader.Read(folder, table))
            {
                if (row.Day is { } day && row.Text("code") is { } code && CodeSystems.Normalise(row.Text("code_system") ?? "") is { } system)
                    yield return (row, system, CodeSystems.NormaliseCode(system, code), day);
            }
        }
        if (damages.Count > 0)
            throw new InputException($"{damages[0].File}: {damages[0].Why}");
    }
}
