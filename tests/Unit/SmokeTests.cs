namespace Opportune.Tests.Unit;

public class SmokeTests
{
    [Fact]
    public void A_temporary_folder_exists_until_disposed()
    {
        string path;
        using (var folder = Some.Folder())
        {
            path = folder.Path;
            Assert.True(Directory.Exists(path));
        }
        Assert.False(Directory.Exists(path));
    }
}
