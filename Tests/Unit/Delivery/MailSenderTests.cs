using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Parley.Grains.Delivery;
using Xunit;

namespace Parley.Tests.Unit.Delivery;

public sealed class MailSenderTests
{
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.RevocationStatusUnknown;
    private const X509ChainStatusFlags Offline = X509ChainStatusFlags.OfflineRevocation;

    [Theory]
    [InlineData(SslPolicyErrors.None, true)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, true, Unknown, Offline)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false, Unknown, X509ChainStatusFlags.UntrustedRoot)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false, X509ChainStatusFlags.Revoked)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false, X509ChainStatusFlags.NotTimeValid, Unknown)]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, false, Unknown)]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, false)]
    public void Only_a_list_of_revoked_certificates_may_be_missing(SslPolicyErrors errors, bool isTrusted, params X509ChainStatusFlags[] chain) =>
        Assert.Equal(isTrusted, MailSender.IsTrusted(errors, [.. chain.Select(status => new X509ChainStatus { Status = status })]));
}
