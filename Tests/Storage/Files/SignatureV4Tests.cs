using Xunit;

namespace Parley.Tests.Storage.Files;

/// <summary>The examples of Amazon's own documentation.</summary>
[Trait("Scope", "P6")]
public sealed class SignatureV4Tests
{
    [Theory]
    [InlineData("/test.txt", "host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("/?lifecycle", "host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Signatures_are_those_of_the_documentation(string target, string names, string signature) => Assert.Equal(signature, SignatureV4.Of(
        "GET", target,
        name => name switch
        {
            "host" => "examplebucket.s3.amazonaws.com",
            "range" => "bytes=0-9",
            "x-amz-date" => "20130524T000000Z",
            _ => "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        },
        names, "20130524/us-east-1/s3/aws4_request", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
}
