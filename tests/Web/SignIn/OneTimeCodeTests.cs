using System.Text;
using Opportune.Web.SignIn.Codes;

namespace Opportune.Tests.Web.SignIn;

public sealed class OneTimeCodeTests
{
    // The key of RFC 6238's appendix B, for SHA-1.
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_vectors_of_RFC_6238_come_out(long seconds, string code) =>
        Assert.Equal(code, OneTimeCode.Of(Key, OneTimeCode.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), 8));

    [Fact]
    public void A_code_is_that_of_its_step_and_of_one_before_and_after()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_800_000_010);
        var step = OneTimeCode.StepOf(at);
        for (var off = -3; off <= 3; off++)
            Assert.Equal(Math.Abs(off) <= 1 ? step + off : null, OneTimeCode.Find(Key, OneTimeCode.Of(Key, step + off), at));
        Assert.Null(OneTimeCode.Find(Key, "", at));
        Assert.Null(OneTimeCode.Find(Key, "٠١٢٣٤٥", at));
    }

    // RFC 4648, section 10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("fooba", "MZXW 6YTB")]
    [InlineData("fooba12345", "MZXW 6YTB GEZD GNBV")]
    public void A_key_is_spelled_in_base_32(string bytes, string spelled) => Assert.Equal(spelled, OneTimeCode.Spell(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void The_link_holds_the_key_and_whose_it_is() =>
        Assert.Equal("otpauth://totp/Opportune:anna%20m%3A?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Opportune", OneTimeCode.Link(Key, "anna m:"));
}
