using CsCheck;
using Parley.Grains.Retention;
using Xunit;

namespace Parley.Tests.Unit.Retention;

/// <summary>What a look at a part of a room finds, whatever is in it.</summary>
public sealed class RetentionLookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Messages in the order of their numbers and times, some pinned, on both sides of ten days ago.</summary>
    private static readonly Gen<KeptMessage[]> Messages = Gen.Select(Gen.Int[0, 20], Gen.Bool, Gen.Int[1, 3]).Array[0, 30].Select(steps =>
    {
        var (messages, seq, at) = (new List<KeptMessage>(), 0L, Now - TimeSpan.FromDays(20));
        foreach (var (hours, isPinned, step) in steps)
        {
            (seq, at) = (seq + step, at + TimeSpan.FromHours(hours));
            messages.Add(new KeptMessage(seq, at, isPinned));
        }

        return messages.ToArray();
    });

    private static readonly TimeSpan Keep = TimeSpan.FromDays(10);

    [Fact]
    public void All_that_is_old_goes_but_what_is_pinned_and_nothing_younger() => Gen.Select(Messages, Gen.Bool).Sample((messages, keepPinned) =>
    {
        var look = Look(messages, keepPinned);
        return look.Due.SequenceEqual(messages.Where(message => message.At <= Now - Keep && !(message.IsPinned && keepPinned)).Select(message => message.Seq));
    });

    [Fact]
    public void Nothing_that_may_still_go_lies_behind_the_position() => Gen.Select(Messages, Gen.Bool).Sample((messages, keepPinned) =>
    {
        var look = Look(messages, keepPinned);
        return messages.Where(message => message.Seq <= look.LookedSeq && !look.Due.Contains(message.Seq)).All(message => message.IsPinned && keepPinned);
    });

    [Fact]
    public void It_is_looked_again_no_later_than_the_next_one_is_due() => Gen.Select(Messages, Gen.Bool).Sample((messages, keepPinned) =>
    {
        var look = Look(messages, keepPinned);
        var left = messages.Where(message => message.Seq > look.LookedSeq).ToArray();
        return look.NextAt == (left.Length == 0 ? Now + Keep : left[0].At + Keep);
    });

    [Fact]
    public void For_ever_is_for_ever()
    {
        var look = RetentionLook.Of([new KeptMessage(3, default, IsPinned: false)], from: 2, to: 9, isHead: true, keep: null, keepPinned: false, Now);

        Assert.Equal((true, 2, null), (look.Due.IsEmpty, look.LookedSeq, look.NextAt));
    }

    [Fact]
    public void A_look_that_did_not_reach_the_head_is_gone_on_with_at_once()
    {
        var look = RetentionLook.Of([new KeptMessage(3, Now - Keep, IsPinned: false)], from: 2, to: 9, isHead: false, Keep, keepPinned: true, Now);

        Assert.Equal([3L], look.Due);
        Assert.Equal((9, Now), (look.LookedSeq, look.NextAt));
    }

    private static RetentionLook Look(KeptMessage[] messages, bool keepPinned) =>
        RetentionLook.Of(messages, from: 0, to: messages.Length == 0 ? 0 : messages[^1].Seq, isHead: true, Keep, keepPinned, Now);
}
