// The grammar of .net files: syntax only.
//
// Between lexer and parser stands a layout pass (in the compiler: Brackets and Layout). It balances the brackets, keeps only
// the line breaks that end a statement, as NEWLINE, drops a comma before a closing bracket, and turns a NAME into a keyword
// where it stands as one: keywords are not reserved, so a layer may be labelled `train`.
grammar Net;

tokens {
    NEWLINE,
    NET, USE, DEFAULTS, INPUT, LABEL, BLOCK, LET, DATA, TRAIN, PROBE, VARIANT, STUDY, // start an item
    REPEAT, FOR, IN, OUTPUT, EXPECT, // inside a pipeline
    OR, EXCEPT // inside a value
}

// The lines below may be empty, so that the parser can leave a broken one there and go on with the next.
file: itemLine (NEWLINE itemLine)* EOF;
itemLine: item?;
body: '{' statementLine (NEWLINE statementLine)* '}';
statementLine: statement?;
section: '{' entryLine ((',' | NEWLINE) entryLine)* '}';
entryLine: entry?;
branches: '{' branchLine ((',' | NEWLINE) branchLine)* '}';
branchLine: branch?;

item
    : header
    | use
    | defaults
    | input
    | label
    | block
    | data
    | train
    | probe
    | variant
    | study
    | statement
    ;

header: NET NAME parameters?;
use: USE (STRING | path);
defaults: DEFAULTS section;
input: INPUT NAME colon type;
label: LABEL NAME colon type;
block: BLOCK NAME parameters? body;
data: DATA NAME arguments? section?;
train: TRAIN section;
probe: PROBE path section;
variant: VARIANT NAME section;
study: STUDY NAME? section;

parameters: '(' (parameter (',' parameter)*)? ')';
parameter: NAME (colon type)? (equals value)?;
type: NAME list?;

// `=` for `:` and `:` for `=` are read, and reported when the tree is built: better than a failed parse.
colon: ':' | '=';
equals: '=' | ':';

// The flow of values.
statement: let | pipeline;
let: LET NAME '=' value;
pipeline: stage ('->' stage)*;
stage: tag* step expectation*;
// `x =` before the first step of a statement binds a value; `h1:` labels a step.
tag: NAME (':' | '=');
step
    : OUTPUT NAME # outputStep
    | REPEAT value body # repeatStep
    | FOR NAME IN value body # forStep
    | NAME branches # joinStep
    | application # applyStep
    ;
branch: pipeline;
expectation: EXPECT (SIZE | INT | list);

application: NAME terse* arguments?;
terse: slash='/'? terseAtom ('>' terseAtom)?;
terseAtom: '-'? (INT | FLOAT) | SIZE | STRING | path;
arguments: '(' (argument (',' argument)*)? ')';
argument: (NAME equals)? value;

// Settings.
entry: path (operator value | section | terse* arguments?);
operator: '=' | ':' | '+=' | '-=' | '*=' | '/=';

// Values known at compile time, the loosest operator first.
value: alternative (OR alternative)*;
alternative: pair (EXCEPT list)?;
pair: sum ('>' sum)?;
sum: product (('+' | '-') product)*;
product: signed (('*' | '/' | '%') signed)*;
signed: '-'* atom;
atom
    : (INT | FLOAT) unit? # numberAtom
    | SIZE # sizeAtom
    | STRING # stringAtom
    | list # listAtom
    | '(' value ')' # groupAtom
    | path arguments? # pathAtom
    ;
unit: NAME;
list: '[' (value (',' value)*)? ']';
path: NAME ('.' NAME | '[' INT ']')*;

// Tokens. The BAD_ ones catch what almost is another token, so that the message can say what.
ARROW: '->';
INT: DIGIT+;
FLOAT: DIGIT+ '.' DIGIT+ EXPONENT? | DIGIT+ EXPONENT;
SIZE: DIGIT+ ('x' DIGIT+)+;
STRING: '"' (~["\\\r\n] | '\\' ~[\r\n])* '"';
NAME: [a-zA-Z_] [a-zA-Z_0-9]*;

BAD_ARROW: '=>' | '-' [ \t]+ '>' | '|>' | '>>' | '-->' | '→' | '⇒';
BAD_EQUALS: '==' | ':=';
BAD_STRING: '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'?;
BAD_QUOTES: '\'' ~['\r\n]* '\'';
BAD_NUMBER: DIGIT [0-9a-zA-Z_.]*;
BAD_NAME: [a-zA-Z_\p{L}] [a-zA-Z_0-9\p{L}\p{M}\p{N}]*;

COMMENT: '/*' .*? '*/' -> channel(HIDDEN);
BAD_COMMENT: '/*' (~'*' | '*'+ ~[*/])* '*'*;
LINE_COMMENT: '//' ~[\r\n]* -> channel(HIDDEN);
LINE_BREAK: ('\r'? '\n' | '\r') -> channel(HIDDEN);
SPACE: [ \t\f]+ -> channel(HIDDEN);
BAD_CHARACTER: .;

fragment DIGIT: [0-9];
fragment EXPONENT: [eE] [+-]? DIGIT+;
