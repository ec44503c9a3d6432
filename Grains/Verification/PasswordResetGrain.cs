using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Grains.Delivery;
using Parley.Grains.Storage;
using Parley.Grains.Users;
using Parley.Users;
using Parley.Verification;

namespace Parley.Grains.Verification;

[GrainType("password-reset"), StatelessWorker]
public sealed class PasswordResetGrain(
    ContactStore contacts, OneTimeCodes codes, Outbox outbox, Roads roads, Databases databases, PasswordHashing passwords,
    IOptions<VerificationOptions> options, IOptions<ParleyOptions> parley) : Grain, IPasswordResetGrain
{
    /// <summary>More than for an address: what is behind it is an account.</summary>
    private const int Digits = 8;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<Outcome<CodeSent>> Request(RequestReset command)
    {
        if (!roads.LeadTo(ContactKind.Email))
        {
            return ErrorCatalog.Error(ErrorCatalog.DeliveryUnavailable);
        }

        if (ContactAddress.Parse(ContactKind.Email, command.Address) is not { } address)
        {
            return ErrorCatalog.InvalidField("email", ContactAddress.Fault(ContactKind.Email));
        }

        // Whoever it is and whether anything is sent: the same reads, then the same rows written in one transaction. A code that
        // is nobody's is never right, and a message to nobody is dropped by who would send it, when the answer is long out.
        var id = OneTimeCode.NewId();
        var owner = await contacts.FindOwnerAsync(address.Key);
        var recent = await codes.RecentAsync(CodePurposes.PasswordReset, address.Key, subject: id, Hour);
        var isSent = owner is not null && recent.ToAddress < options.Value.MaxPerAddress;

        var lifetime = options.Value.ResetLifetime;
        var secret = OneTimeCode.Secret();
        var code = new OneTimeCode(
            id, CodePurposes.PasswordReset, isSent ? owner! : "", address.Key, OneTimeCode.Digits(Digits), secret, options.Value.MaxAttempts, lifetime);
        var message = CodeMessages.ForReset(isSent ? address.Key : "", code.Code, Link(id, secret), lifetime);
        await databases.Identity.WriteAsync(async (connection, transaction) =>
        {
            await codes.AddAsync(code, connection, transaction);
            await outbox.AddAsync(message, connection, transaction);
            return true;
        });
        outbox.Wake();
        return new CodeSent(id, lifetime);
    }

    public async Task<Outcome<PasswordWasReset>> Confirm(ConfirmReset command)
    {
        // 1. What can be refused without spending the code, and the dear part.
        if (PasswordRules.Fault(command.NewPassword, userName: "") is { } fault)
        {
            return ErrorCatalog.InvalidField("password", fault);
        }

        var hash = await passwords.HashAsync(command.NewPassword);
        if (hash.IsError)
        {
            return hash.Error;
        }

        // 2. Spend. The address may have been given up, or become another's, since the code was sent; a link from an administrator has none.
        if (await codes.SpendAsync(command.Id, CodePurposes.PasswordReset, subject: null, command.Code) is not { } spent
            || (spent.Address.Length > 0 && await contacts.FindOwnerAsync(spent.Address) != spent.Subject))
        {
            return ErrorCatalog.Error(ErrorCatalog.CodeWrong);
        }

        // 3. Replace; that ends the sessions, and all that other codes are worth.
        var user = await GrainFactory.User(spent.Subject).SetPassword(new SetPassword(hash.Value));
        return user.IsError ? user.Error : new PasswordWasReset(user.Value.UserName);
    }

    public async Task<Outcome<IssuedReset>> Issue(IssueReset command)
    {
        if (await GrainFactory.User(command.User).Find() is not { IsErased: false } user)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        // No digits that could be guessed: the link alone is good. Of two that are made at the same time both may count; each is good once, and the first that is used ends the other.
        var (id, secret, lifetime) = (OneTimeCode.NewId(), OneTimeCode.Secret(), options.Value.ResetLifetime);
        await codes.RevokeAsync(CodePurposes.PasswordReset, user.Id);
        await codes.AddAsync(new OneTimeCode(id, CodePurposes.PasswordReset, user.Id, Address: "", secret, Link: "", options.Value.MaxAttempts, lifetime));
        return new IssuedReset($"{id}.{secret}", Link(id, secret), lifetime);
    }

    /// <summary>From the settings: what a request says of the host may be a stranger's. The secret stands behind the #, so that no server logs it.</summary>
    private string? Link(string id, string secret) =>
        parley.Value.PublicUrl is { } url ? $"{url.TrimEnd('/')}/reset-password#{id}.{secret}" : null;
}
