using Opportune.Core;

namespace Opportune.Tests.Unit.Core;

public class NaturalOrderTests
{
    [Fact]
    public void Numbers_in_names_count_as_numbers()
    {
        string?[] sorted = [null, "", "1", "02", "2", "10", "Panel", "Panel 1", "Panel 2", "Panel 2b", "Panel 10", "Panel 10000000000000000000001", "Panel A", "Panel É", "panel 1"];
        foreach (var (a, i) in sorted.Select((a, i) => (a, i)))
        {
            foreach (var (b, j) in sorted.Select((b, j) => (b, j)))
                Assert.True(Math.Sign(NaturalOrder.Comparer.Compare(a, b)) == i.CompareTo(j), $"{a} {b}");
        }
        Assert.Equal(sorted.Reverse().Order(NaturalOrder.Comparer), sorted.Order(NaturalOrder.Comparer));
    }

    [Theory]
    [InlineData("ICD10CM", "K760", "K76.0")]
    [InlineData("ICD10CM", "K76.0", "K76.0")]
    [InlineData("ICD10CM", "M8008XA", "M80.08XA")]
    [InlineData("ICD10CM", "I10", "I10")]
    [InlineData("CPT", "77080", "77080")]
    [InlineData(null, "K760", "K760")]
    public void A_code_is_shown_with_its_dot(string? system, string code, string shown) => Assert.Equal(shown, CodeSystems.ShownCode(system, code));
}
