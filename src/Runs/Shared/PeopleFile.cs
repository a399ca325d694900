using System.Text.Json;
using Opportune.Core;
using Opportune.Database;
using Opportune.Engine;

namespace Opportune.Runs;

/// <summary>Listed patients of a slice of the patients table, as they go into the database.</summary>
internal static class PeopleFile
{
    // A patient takes a kilobyte or less.
    private const int AtOnce = 10_000;

    /// <summary>Writes them.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="clinicians">Those to choose from.</param>
    /// <param name="people">The patients.</param>
    /// <exception cref="IOException">No space.</exception>
    public static void Write(StepFileWriter to, IEnumerable<Clinician> clinicians, IEnumerable<PersonRow> people)
    {
        var others = to.Write(JsonSerializer.SerializeToUtf8Bytes(clinicians));
        var pieces = people.Chunk(AtOnce).Select(some => to.Write(JsonSerializer.SerializeToUtf8Bytes(some))).ToList();
        to.End(body =>
        {
            others.Write(body);
            body.Write(pieces.Count);
            foreach (var piece in pieces)
                piece.Write(body);
        });
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="StepFileException">It is not there, not whole, not what was written, or of something else.</exception>
    public static (IReadOnlyList<Clinician> Clinicians, IReadOnlyList<PersonRow> People) Read(string path, string key) => StepFile.Open(path, key, (file, body) =>
    {
        using (file)
        {
            var clinicians = JsonSerializer.Deserialize<List<Clinician>>(file.Read(Extent.Read(body)))!;
            var people = new List<PersonRow>();
            for (var left = body.ReadInt32(); left > 0; left--)
                people.AddRange(JsonSerializer.Deserialize<PersonRow[]>(file.Read(Extent.Read(body)))!);
            return (clinicians, people);
        }
    });
}
