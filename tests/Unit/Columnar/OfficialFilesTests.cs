using Opportune.Columnar;

namespace Opportune.Tests.Unit.Columnar;

public class OfficialFilesTests(ITestOutputHelper output)
{
    [Fact]
    public void Dump()
    {
        foreach (var path in new[] { "data", "bad_data" }.SelectMany(folder => Directory.GetFiles("/work/shared/data/parquet_testing/" + folder, "*.parquet").Order()))
        {
            try
            {
                using var file = TableFiles.Open(path);
                var said = $"{Path.GetFileName(path)}: rows {string.Join("+", file.RowGroups)} skipped [{string.Join(",", file.SkippedColumns)}]";
                for (var c = 0; c < file.Schema.Columns.Count; c++)
                {
                    try
                    {
                        for (var g = 0; g < file.RowGroups.Count; g++)
                        {
                            var v = Tables.ReadColumn(file, g, c);
                            if (g == 0) said += $"\n   {file.Schema.Columns[c]} : {string.Join(" | ", v.Take(4).Select(Tables.Say).Select(s => s[..Math.Min(30, s.Length)]))}";
                        }
                    }
                    catch (TableFileException e) { said += "\n   FAIL " + e.Message + " <- " + e.InnerException?.GetType().Name; }
                }
                output.WriteLine(said);
            }
            catch (TableFileException e) { output.WriteLine("OPEN FAIL " + e.Message+ " <- " + e.InnerException?.GetType().Name); }
            catch (Exception e) { output.WriteLine("BUG " + e); }
        }
    }
}
