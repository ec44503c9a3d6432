using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Parley.Verification;

namespace Parley.Grains.Delivery;

/// <summary>Sends by the mail server of the settings.</summary>
public sealed class MailSender(IOptions<MailOptions> options) : ISender
{
    public ContactKind Kind => ContactKind.Email;

    public bool IsConfigured => options.Value.Host is not null;

    public async Task SendAsync(string to, OutgoingMessage message, CancellationToken cancellation)
    {
        var settings = options.Value;
        using var mail = new MimeMessage();
        mail.From.Add(MailboxAddress.Parse(settings.From!));
        mail.To.Add(new MailboxAddress(null, to));
        mail.Subject = message.Subject;
        mail.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: no answers of machines, please
        mail.Body = new TextPart("plain") { Text = message.Text };

        using var smtp = Client(settings);
        try
        {
            await ConnectAsync(smtp, settings, cancellation);
            await smtp.SendAsync(mail, cancellation);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500 && e.ErrorCode == SmtpErrorCode.RecipientNotAccepted)
        {
            throw new UndeliverableException($"The mail server refuses the receiver ({(int)e.StatusCode}).");
        }

        // It has been taken. A server that is not polite at the end does not make it unsent.
        try
        {
            await smtp.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SmtpProtocolException)
        {
        }
    }

    /// <summary>Goes as far as a message would, and sends none.</summary>
    /// <exception cref="Exception">What a message would fail of.</exception>
    public async Task TryAsync(CancellationToken cancellation)
    {
        var settings = options.Value;
        using var smtp = Client(settings);
        await ConnectAsync(smtp, settings, cancellation);
        await smtp.DisconnectAsync(quit: true, cancellation);
    }

    private static SmtpClient Client(MailOptions settings) => new()
    {
        Timeout = (int)settings.Timeout.TotalMilliseconds,
        ServerCertificateValidationCallback = (_, _, chain, errors) => IsTrusted(errors, chain?.ChainStatus ?? []),
    };

    /// <summary>
    /// A certificate that is known to be revoked is not trusted. One of which nobody says so is: an authority of one's own seldom publishes such a list, and mail must not wait for one
    /// that cannot be reached.
    /// </summary>
    internal static bool IsTrusted(SslPolicyErrors errors, IReadOnlyCollection<X509ChainStatus> chain) => errors == SslPolicyErrors.None
        || (errors == SslPolicyErrors.RemoteCertificateChainErrors && chain.Count > 0
            && chain.All(one => one.Status is X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation));

    private static async Task ConnectAsync(SmtpClient smtp, MailOptions settings, CancellationToken cancellation)
    {
        await smtp.ConnectAsync(settings.Host!, settings.Port, Security(settings.Security), cancellation);
        if (settings.UserName is { } user)
        {
            await smtp.AuthenticateAsync(user, Password(settings), cancellation);
        }
    }

    private static SecureSocketOptions Security(string name) => name switch
    {
        "StartTls" => SecureSocketOptions.StartTls, // and nothing without it: not WhenAvailable, which an attacker could take away
        "Tls" => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private static string Password(MailOptions settings) =>
        settings.PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault() ?? "" : settings.Password!;
}
