using Parley.Grains.Verification;
using Parley.Verification;
using Xunit;

namespace Parley.Tests.Unit.Verification;

[Trait("Scope", "S26")]
public class ContactAddressTests
{
    [Theory]
    [InlineData(" Ann.Berger+chat@Example.ORG ", "ann.berger+chat@example.org")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("o'neil@example.org", "o'neil@example.org")]
    public void Spellings_of_an_e_mail_address_are_one(string typed, string kept) =>
        Assert.Equal(kept, ContactAddress.Parse(ContactKind.Email, typed)?.Value);

    [Theory]
    [InlineData("+49 (30) 123-4567", "+49301234567")]
    [InlineData("+14155550123", "+14155550123")]
    public void Spellings_of_a_phone_number_are_one(string typed, string kept) =>
        Assert.Equal(kept, ContactAddress.Parse(ContactKind.Phone, typed)?.Value);

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.org")]
    [InlineData("ann@")]
    [InlineData("a..n@example.org")]
    [InlineData(".ann@example.org")]
    [InlineData("ann@example..org")]
    [InlineData("ann@[127.0.0.1]")]
    [InlineData("ann@example.org\r\nBcc: bob@example.org")]
    [InlineData("\"ann bob\"@example.org")]
    [InlineData("ann@example.org,bob@example.org")]
    [InlineData("Ann <ann@example.org>")]
    [InlineData("änn@example.org")]
    public void What_is_no_e_mail_address_is_not_taken(string typed) => Assert.Null(ContactAddress.Parse(ContactKind.Email, typed));

    [Theory]
    [InlineData("030 1234567")]
    [InlineData("+0123456789")]
    [InlineData("+49")]
    [InlineData("+12345678901234567")]
    [InlineData("+49 30 CALL ME")]
    public void What_is_no_phone_number_is_not_taken(string typed) => Assert.Null(ContactAddress.Parse(ContactKind.Phone, typed));

    [Fact]
    public void Longer_than_mail_servers_take_is_not_taken()
    {
        Assert.Null(ContactAddress.Parse(ContactKind.Email, new string('a', 65) + "@example.org"));
        Assert.Null(ContactAddress.Parse(ContactKind.Email, "a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5))));
        Assert.Null(ContactAddress.Parse(ContactKind.Email, "a@" + new string('b', 100_000)));
    }
}
