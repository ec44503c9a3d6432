using Microsoft.Extensions.Hosting;
using Orleans;
using Parley.Delivery;
using Parley.Grains.Verification;
using Parley.Verification;

namespace Parley.Grains.Delivery;

/// <summary>What messages go by: the senders that have settings; in Development, for the others, a list on a page.</summary>
public sealed class Roads(IEnumerable<ISender> senders, IGrainFactory grains, IHostEnvironment environment, TimeProvider clock)
{
    private readonly ISender[] _senders = [.. senders];

    /// <summary>Whether there is any road to addresses of the kind.</summary>
    public bool LeadTo(ContactKind kind) => environment.IsDevelopment() || _senders.Any(sender => sender.Kind == kind && sender.IsConfigured);

    /// <exception cref="UndeliverableException">It cannot be sent, now or later.</exception>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        var to = ContactAddress.FromKey(message.Address);
        if (_senders.FirstOrDefault(sender => sender.Kind == to.Kind && sender.IsConfigured) is { } sender)
        {
            await sender.SendAsync(to.Value, message, cancellation);
        }
        else if (environment.IsDevelopment())
        {
            await grains.DevelopmentOutbox().Add(new SentMessage(to.Kind, to.Value, message.Subject, message.Text, clock.GetUtcNow()));
        }
        else
        {
            throw new UndeliverableException($"There are no settings for {to.Kind}.");
        }
    }
}
