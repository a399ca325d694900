using Opportune.Core;
using Opportune.Runs;

namespace Opportune.Tests.Unit.Runs;

public class SystemNamesTests
{
    [Theory]
    [InlineData("KLINGON", "conditions: KLINGON")]
    [InlineData("ICD10GM", "conditions: ICD10GM")]
    [InlineData("http://example.org/codes", "conditions: http://example.org/codes")]
    [InlineData("", "conditions: (none)")]
    [InlineData("SECRET-MRN-123", "conditions: (name not shown)")]
    [InlineData("4711", "conditions: (name not shown)")]
    [InlineData("Old compression fracture of L1", "conditions: (name not shown)")]
    public void Only_what_looks_like_a_code_system_is_shown(string written, string shown) =>
        Assert.Equal(shown, SystemNames.Of(Table.Conditions, written));
}
