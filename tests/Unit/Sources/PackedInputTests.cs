using System.IO.Compression;
using Opportune.Core;

namespace Opportune.Tests.Unit.Sources;

/// <summary>Small files that unpack to large ones: what does not end is refused where it stands, and never held whole.</summary>
public sealed class PackedInputTests
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1950-02-03"}""";

    [Fact]
    public void A_line_of_a_packed_export_that_does_not_end_is_passed_over_and_counted()
    {
        using var export = new FhirExport();
        Bomb(export["Patient.ndjson.gz"], Patient + "\n{\"resourceType\":\"Patient\",\"id\":\"", 200, "\"}\n" + Patient.Replace("p1", "p2", StringComparison.Ordinal) + "\n");
        export.Take();
        Assert.Equal(["p1", "p2"], export.Rows(Table.Patients, "patient_id"));
        Assert.Equal(("line-too-long", 2L), (Assert.Single(export.Rejects).Rule, export.Rejects[0].Row));
    }

    // So many megabytes of one letter, in a file of a few hundred kilobytes.
    private static void Bomb(string path, string before, int megabytes, string after)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(System.Text.Encoding.UTF8.GetBytes(before));
        var letters = new byte[1 << 20];
        letters.AsSpan().Fill((byte)'x');
        for (var i = 0; i < megabytes; i++)
            gzip.Write(letters);
        gzip.Write(System.Text.Encoding.UTF8.GetBytes(after));
    }
}
