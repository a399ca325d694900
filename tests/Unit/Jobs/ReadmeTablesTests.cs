using Opportune.Core;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Unit.Jobs;

public class ReadmeTablesTests
{
    [Fact]
    public void The_readme_names_every_table_with_every_column_and_which_may_be_missing()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        foreach (var table in CanonicalTable.All)
        {
            var columns = string.Join(", ", table.Columns.Select(c => $"`{c.Name}`{(c.Required ? "" : "?")}"));
            Assert.Contains($"| `{table.Name}`{(table.Required ? " (required)" : "")} | {columns} |", readme, StringComparison.Ordinal);
        }
    }
}
