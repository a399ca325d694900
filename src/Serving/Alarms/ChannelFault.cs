using System.Net.Mail;
using Opportune.Core;

namespace Opportune.Serving.Alarms;

/// <summary>Why a message could not be delivered, in one line that holds no address and nothing of what the other side said.</summary>
internal static class ChannelFault
{
    public static string Tell(Exception fault) => fault switch
    {
        InputException e => e.Message,
        HttpRequestException { StatusCode: { } code } => $"the address answered {(int)code}",
        HttpRequestException e => $"the address could not be reached ({e.HttpRequestError})",
        SmtpException e => $"the mail server answered {e.StatusCode}",
        _ => $"it could not be reached ({fault.GetType().Name})",
    };
}
