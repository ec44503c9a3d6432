using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Parley.Delivery;

namespace Parley.Grains.Delivery;

[GrainType("development-outbox"), CollectionAgeLimit(Days = 7)]
public sealed class DevelopmentOutboxGrain(IHostEnvironment environment) : Grain, IDevelopmentOutboxGrain
{
    public const int Capacity = 100;

    /// <summary>Newest first.</summary>
    private ImmutableArray<SentMessage> _messages = [];

    public Task Add(SentMessage message)
    {
        if (environment.IsDevelopment())
        {
            _messages = [message, .. _messages.Take(Capacity - 1)];
        }

        return Task.CompletedTask;
    }

    public Task<ImmutableArray<SentMessage>> List() => Task.FromResult(_messages);
}
