using System.Net;
using System.Net.Mail;
using Opportune.Core;
using Opportune.Database.Alarms;

namespace Opportune.Serving.Alarms;

/// <summary>
/// A message as mail. The framework's own client: it speaks STARTTLS and signs in, which is what a hospital's relay asks for, and is
/// mended with the framework; port 465 (TLS from the first byte) and OAuth it does not know.
/// </summary>
internal static class MailChannel
{
    /// <summary>Sends it.</summary>
    /// <exception cref="SmtpException">It was not taken.</exception>
    /// <exception cref="InputException">The password cannot be read.</exception>
    public static async Task Send(MailSettings settings, AlarmMessage message, CancellationToken cancel)
    {
        using var mail = new MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = AlarmWords.Line(message),
            Body = AlarmWords.Letter(message),
        };
        foreach (var to in settings.To)
            mail.To.Add(to);
        // The same message, sent again, is known by it.
        mail.Headers.Add("Message-ID", $"<{AlarmWords.Id(message)}@opportune.{mail.From.Host}>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        using var client = new SmtpClient(settings.Server, settings.Port) { EnableSsl = settings.Encrypted, DeliveryMethod = SmtpDeliveryMethod.Network };
        if (settings is { User: { } user, Password: { } password })
            client.Credentials = new NetworkCredential(user, password.Read());
        await client.SendMailAsync(mail, cancel);
    }
}
