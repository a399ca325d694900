using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Opportune.Web.SignIn.Codes;

/// <summary>Time-based one-time codes (RFC 6238), as every authenticator app makes them: HMAC-SHA-1, six digits, a new one every 30 seconds.</summary>
internal static class OneTimeCode
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Bytes of a key, as RFC 4226 recommends.</summary>
    public const int KeyLength = 20;

    private const int Seconds = 30;

    // RFC 4648, section 6.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step of an instant.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / Seconds;

    /// <summary>The code of a step.</summary>
    /// <param name="key">The key.</param>
    /// <param name="step">The step.</param>
    /// <param name="digits">How long it is.</param>
    public static string Of(byte[] key, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8], hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What authenticator apps compute; as a MAC, SHA-1 is not known to be weak.
        HMACSHA1.HashData(key, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % (long)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code it is: that of the instant, or the one before or after it; null: none of them.</summary>
    public static long? Find(byte[] key, string code, DateTimeOffset at)
    {
        var now = StepOf(at);
        long? found = null;
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Of(key, step)), System.Text.Encoding.UTF8.GetBytes(code)))
                found = step;
        }
        return found;
    }

    /// <summary>Bytes as people type them: base 32, in groups of four.</summary>
    public static string Spell(byte[] bytes)
    {
        var text = new System.Text.StringBuilder();
        var (held, bits) = (0, 0);
        foreach (var b in bytes)
        {
            (held, bits) = (((held << 8) | b) & 0xFFF, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Alphabet[(held >> (bits - 5)) & 31]);
        }
        return string.Join(' ', text.ToString().Chunk(4).Select(group => new string(group)));
    }

    /// <summary>The link that an authenticator app takes.</summary>
    public static string Link(byte[] key, string name) =>
        $"otpauth://totp/Opportune:{Uri.EscapeDataString(name)}?secret={Spell(key).Replace(" ", "", StringComparison.Ordinal)}&issuer=Opportune";
}
