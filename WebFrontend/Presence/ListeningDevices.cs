using System.Collections.Immutable;
using Parley.Presence;
using Parley.Users;
using Parley.WebFrontend.Realtime;

namespace Parley.WebFrontend.Presence;

/// <summary>The connections here that have asked to hear of what is their user's own.</summary>
public sealed class ListeningDevices
{
    private readonly PresencePart<ClientConnection>[] _parts = [.. Enumerable.Range(0, PresenceParts.Count).Select(_ => new PresencePart<ClientConnection>())];

    /// <summary>A part has something to report.</summary>
    public event Action<int>? Changed;

    public PresencePart<ClientConnection> Part(int number) => _parts[number];

    /// <summary>The task ends when nothing that comes later is missed.</summary>
    public Task Add(ClientConnection connection)
    {
        var part = PresenceParts.Of(connection.User.Id);
        var known = _parts[part].Add(connection.User.Id, connection);
        if (connection.IsGone)
        {
            Remove(connection); // it has ended meanwhile, and was looked for before it was there
        }

        if (!known.IsCompleted)
        {
            Changed?.Invoke(part);
        }

        return known;
    }

    /// <summary>Harmless if it does not listen.</summary>
    public void Remove(ClientConnection connection)
    {
        if (connection.User is not { } user)
        {
            return; // a socket that never signed in
        }

        var part = PresenceParts.Of(user.Id);
        if (_parts[part].Remove(user.Id, connection))
        {
            Changed?.Invoke(part);
        }
    }

    /// <summary>Somebody is at the device again, or nobody any more. Says nothing of a connection that does not listen.</summary>
    public void SetAway(ClientConnection connection, bool isAway)
    {
        var part = PresenceParts.Of(connection.User.Id);
        if (_parts[part].SetAway(connection.User.Id, connection, isAway))
        {
            Changed?.Invoke(part);
        }
    }

    /// <summary>What a user says of themselves, as far as the user is here.</summary>
    public void SetStatus(string user, UserStatus? status)
    {
        var part = PresenceParts.Of(user);
        if (_parts[part].SetStatus(user, status))
        {
            Changed?.Invoke(part);
        }
    }

    /// <summary>Passes a user's changes on. Returns at once.</summary>
    public void Tell(OwnNews news)
    {
        foreach (var change in news.Changes)
        {
            if (change is StatusSet { Status: var status })
            {
                SetStatus(news.User, status);
            }
        }

        Tell(_parts[PresenceParts.Of(news.User)].DevicesOf(news.User), news);
    }

    /// <summary>Has devices ask for the state: something may not have reached them.</summary>
    public static void AskAgain(ImmutableArray<ClientConnection> devices)
    {
        if (!devices.IsEmpty)
        {
            Tell(devices, new OwnNews("", Epoch: "", After: 0, Version: 0, []));
        }
    }

    private static void Tell(ImmutableArray<ClientConnection> devices, OwnNews news)
    {
        if (devices.IsEmpty)
        {
            return;
        }

        var push = Push.Own(news);
        foreach (var device in devices)
        {
            device.Queue.OfferEphemeral(push);
        }
    }
}
