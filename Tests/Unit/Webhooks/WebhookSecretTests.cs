using System.Text;
using Parley.Grains.Webhooks;
using Xunit;

namespace Parley.Tests.Unit.Webhooks;

/// <summary>Signatures by the vectors of the Standard Webhooks specification.</summary>
public sealed class WebhookSecretTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void A_delivery_is_signed_as_receivers_check_it() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSecret.Sign(Id, At, Body, Secret));

    [Fact]
    public void While_a_secret_gives_way_to_another_both_sign()
    {
        var next = WebhookSecret.New();

        Assert.Equal($"{WebhookSecret.Sign(Id, At, Body, next)} {WebhookSecret.Sign(Id, At, Body, Secret)}", WebhookSecret.Sign(Id, At, Body, next, Secret));
        Assert.NotEqual(next, WebhookSecret.New());
    }

    [Theory]
    [InlineData(Secret, true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_short", false)]
    [InlineData("whsec_AAAA", false)]
    public void Only_secrets_of_the_specified_form_and_length_are_secrets(string text, bool isSecret) => Assert.Equal(isSecret, WebhookSecret.IsSecret(text));
}
