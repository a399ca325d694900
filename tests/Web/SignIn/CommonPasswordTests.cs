using Opportune.Web.SignIn;

namespace Opportune.Tests.Web.SignIn;

public sealed class CommonPasswordTests
{
    [Theory]
    [InlineData("Password1234")]
    [InlineData("P4ssw0rd!2026")]
    [InlineData("Winter-2026-Winter")]
    [InlineData("Hospital-Summer-2026!")]
    [InlineData("Welcome123456")]
    [InlineData("qwertyuiop12")]
    [InlineData("qwertz1234567")]
    [InlineData("Opportune-2026")]
    [InlineData("0pp0rtun3-2026")]
    [InlineData("abcabcabcabc")]
    [InlineData("Kq7!Kq7!Kq7!")]
    [InlineData("anna.meyer2026")]
    [InlineData("Meyer-Meyer-1")]
    [InlineData("123456789012")]
    [InlineData("987654321098")]
    [InlineData("!!!!!!password")]
    [InlineData("iloveyouiloveyou")]
    [InlineData("changeme-changeme")]
    public void What_is_guessed_first_is_refused(string password) => Assert.True(CommonPasswords.Has(password, "anna.meyer"));

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("x7#9K2$p4!mQ")]
    [InlineData("83920174650123")]
    [InlineData("tulip-anchor-winter-stone")]
    [InlineData("grün wie der Fluss")]
    [InlineData("JxTq-8hnw-PzKd")]
    public void What_only_one_person_puts_together_is_not(string password) => Assert.False(CommonPasswords.Has(password, "anna.meyer"));
}
