using Opportune.Jobs;

namespace Opportune.Tests.Unit.Jobs;

public class ShippedFilesTests
{
    [Fact]
    public void Every_shipped_file_loads_without_a_problem()
    {
        var problems = new Problems();
        JobsFolder.Load(Repository.Jobs, siteValueSets: null, problems);
        Assert.Equal("", string.Join('\n', problems.All));
    }
}
