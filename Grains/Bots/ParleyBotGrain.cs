using System.Globalization;
using Orleans.Concurrency;
using Parley.Rooms;

namespace Parley.Grains.Bots;

/// <summary>Answers for @parley in one room. Key: room id. Only silos call it.</summary>
[Alias("parley.parley-bot"), GrainInterfaceType("parley-bot")]
internal interface IParleyBotGrain : IGrainWithStringKey
{
    /// <summary>Answers a message that mentions the bot; a second time, or from two silos, it is still one answer.</summary>
    [Alias("answer"), OneWay] Task Answer(long seq, string text);
}

[GrainType("parley-bot")]
internal sealed class ParleyBotGrain(ParleyBot bot) : Grain, IParleyBotGrain
{
    public async Task Answer(long seq, string text)
    {
        // Where the bot is no member it is refused, and stays silent.
        await GrainFactory.GetGrain<IRoomGrain>(this.GetPrimaryKeyString()).Do(new SendMessage
        {
            Sender = bot.UserId!,
            ClientId = "re-" + seq.ToString(CultureInfo.InvariantCulture),
            Text = ParleyBotReplies.Answer(text, seq),
            ReplyTo = seq,
        });
    }
}
